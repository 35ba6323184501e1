// Opens the contract in Redoc. Its search index would need a worker made from a blob.
"use strict";

const reader = document.getElementById("reader");
Redoc.init(reader.dataset.contract, { nativeScrollbars: true, expandResponses: "200" }, reader);
