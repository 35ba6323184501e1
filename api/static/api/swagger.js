// Opens the contract in Swagger UI. Requests are tried without any credential.
"use strict";

SwaggerUIBundle({
  url: document.getElementById("reader").dataset.contract,
  dom_id: "#reader",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
