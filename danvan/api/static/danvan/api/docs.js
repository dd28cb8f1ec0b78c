// Starts Swagger UI from a file of ours: the content security policy runs no script that stands in a page.
"use strict";
(() => {
  const place = document.getElementById("swagger-ui");
  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    layout: "BaseLayout",
    presets: [SwaggerUIBundle.presets.apis],
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: (request) => {
      request.headers["Accept-Language"] = document.documentElement.lang;
      return request;
    },
  });
})();
