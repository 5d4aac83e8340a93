internal import Foundation
internal import ProviderAdapters

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

extension URLRequest {
  /// The request as the session wants it, or nil where it cannot be sent as it stands.
  ///
  /// A line break in a header would let one field become two, and an address without a host ends the process on Linux.
  init?(_ request: HTTPRequest, userAgent: String) {
    guard let url = URL(string: request.url, encodingInvalidCharacters: false),
      let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
      let host = url.host(percentEncoded: false), !host.isEmpty,
      request.method.isToken, request.headers.allSatisfy({ $0.name.isToken && $0.value.isFieldValue }),
      request.body.isEmpty || !["GET", "HEAD"].contains(request.method)
    else { return nil }
    self.init(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: URLRequest.idleLimit)
    httpMethod = request.method
    httpShouldHandleCookies = false
    for field in request.headers where !URLRequest.framing.contains(field.name.lowercased()) {
      addValue(field.value, forHTTPHeaderField: field.name)
    }
    if value(forHTTPHeaderField: "User-Agent") == nil { setValue(userAgent, forHTTPHeaderField: "User-Agent") }
    guard !request.body.isEmpty else { return }
    httpBody = Data(request.body)
    // Otherwise the session on Linux would call it a form.
    if value(forHTTPHeaderField: "Content-Type") == nil {
      setValue("application/octet-stream", forHTTPHeaderField: "Content-Type")
    }
  }

  /// The session's own limit on silence, a week: this library keeps the time, and a slow stream is no failure.
  private static let idleLimit: TimeInterval = 604_800

  /// Fields that say where a message ends, which only who writes it can know.
  private static let framing: Set<String> = ["connection", "content-length", "keep-alive", "transfer-encoding"]
}

extension String {
  /// Whether this can stand where HTTP wants a token (RFC 9110, 5.6.2).
  fileprivate var isToken: Bool {
    !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// Whether this can be the value of a field: no control characters but the tabulator.
  fileprivate var isFieldValue: Bool { utf8.allSatisfy { $0 == 9 || $0 >= 32 && $0 != 127 } }
}
