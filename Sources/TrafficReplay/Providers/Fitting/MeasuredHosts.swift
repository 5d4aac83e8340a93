public import RoutingCore

/// Which hosts of the latency tables are which providers of the shipped catalogue.
public enum MeasuredHosts {
  /// The names that differ, or agree, beyond doubt.
  ///
  /// `google` is Vertex AI: the benchmark of thefastest.ai asks `aiplatform.googleapis.com` (fixie-ai/ai-benchmarks,
  /// `llm_request.py`), not the Gemini API that the catalogue calls `google`. Anyscale, Lepton, OctoAI and Replicate
  /// are not in the catalogue.
  private static let providers: [String: ProviderID] = [
    "anthropic": "anthropic", "azure": "azure", "bedrock": "amazon-bedrock", "cloudflare": "cloudflare-workers-ai",
    "cohere": "cohere", "databricks": "databricks", "fireworks": "fireworks-ai", "google": "google-vertex",
    "groq": "groq", "openai": "openai", "perplexity": "perplexity", "together": "togetherai",
  ]

  /// The services of the outage summary that are programming interfaces to models, and whose they are; the others are
  /// web sites.
  private static let services: [String: ProviderID] = ["api": "openai", "api.anthropic.com": "anthropic"]

  /// The provider of the catalogue that a host of a table is, or nil where it is none or not certain.
  public static func provider(of host: String) -> ProviderID? { providers[host] }

  /// The provider whose programming interface a service of the outage summary is, or nil where it is something else.
  public static func provider(ofService service: String) -> ProviderID? { services[service] }
}
