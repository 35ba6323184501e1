// Opens the contract in Redoc, which asks nobody but this server.
"use strict";

// Its signature would load a logo from its maker's server: an image from elsewhere gets no address.
const image = HTMLImageElement.prototype;
const address = Object.getOwnPropertyDescriptor(image, "src");
const setAttribute = image.setAttribute;
const isOurs = (value) => new URL(value, location.href).host === location.host;

Object.defineProperty(image, "src", {
  ...address,
  set(value) {
    if (isOurs(value)) address.set.call(this, value);
  },
});
image.setAttribute = function (name, value) {
  if (name !== "src" || isOurs(value)) setAttribute.call(this, name, value);
};

const reader = document.getElementById("reader");
Redoc.init(reader.dataset.contract, { nativeScrollbars: true, expandResponses: "200" }, reader);
