internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

/// The page for administrators and its assets (H-801, H-802).
struct ConsoleEndpoint: Sendable {
  private let source: (any AssetSource)?
  private let tag: String

  /// Makes the endpoint of a source, or of none.
  init(_ source: (any AssetSource)?) {
    self.source = source
    tag = source.map { ConsoleEndpoint.tag(of: $0.page) } ?? ""
  }

  /// The page, or that the client has it already; without a source a word that this is the place.
  func page(_ request: GatewayRequest) -> GatewayResponse {
    guard let source else { return .json(JSONValue(object: ["tokenhub": "admin"])) }
    return respond(
      to: request, tag: tag,
      headers: [
        HTTPField("Cache-Control", "no-cache, must-revalidate"), HTTPField("Content-Type", "text/html; charset=utf-8"),
        HTTPField("X-Content-Type-Options", "nosniff"), HTTPField("X-Frame-Options", "SAMEORIGIN"),
        HTTPField("Referrer-Policy", "no-referrer"),
      ], source.page)
  }

  /// A file that the page needs, which browsers may keep for a year.
  ///
  /// - Throws: `APIError` of 404 where there is none of this name, or where the name leads elsewhere.
  func asset(_ name: String, _ request: GatewayRequest) throws(APIError) -> GatewayResponse {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && !part.contains("\\") && !part.utf8.contains(0)
    }
    guard isPlain, let asset = source?.asset(name) else { throw .notFound() }
    return respond(
      to: request, tag: ConsoleEndpoint.tag(of: asset.bytes),
      headers: [
        HTTPField("Cache-Control", "public, max-age=31536000, immutable"), HTTPField("Content-Type", asset.mediaType),
        HTTPField("X-Content-Type-Options", "nosniff"),
      ], asset.bytes)
  }

  private func respond(
    to request: GatewayRequest, tag: String, headers: [HTTPField], _ bytes: [UInt8]
  ) -> GatewayResponse {
    let headers = headers + [HTTPField("ETag", tag)]
    if let known = request[header: "if-none-match"], ConsoleEndpoint.names(known, tag) {
      return GatewayResponse(status: 304, headers: headers)
    }
    return GatewayResponse(status: 200, headers: headers, body: .bytes(bytes))
  }

  private static func tag(of bytes: [UInt8]) -> String { "\"\(HexadecimalText.text(of: SHA256.hash(bytes)))\"" }

  /// Whether a list of tags names one (RFC 9110, section 13.1.2).
  private static func names(_ field: String, _ tag: String) -> Bool {
    field.split(separator: ",").contains { entry in
      var text = TextBytes.trimmed(String(entry))
      if text.hasPrefix("W/") { text = String(text.dropFirst(2)) }
      return text == "*" || text == tag
    }
  }
}
