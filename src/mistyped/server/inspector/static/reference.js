// Everything that Scalar would ask of other hosts is off.
Scalar.createApiReference("#reference", {
  url: "/reference/openapi.json",
  baseServerURL: location.origin,
  servers: [{ url: `${location.origin}/v1` }],
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  documentDownloadType: "direct",
});
