package import ProviderAdapters
package import RoutingCore
package import TokenHubAPI

/// A response, read to its end.
package struct Reply: Sendable {
  package let status: Int
  package let headers: [HTTPField]
  package let bytes: [UInt8]

  /// The value of the first header field of this name.
  package subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The body as JSON, or null where it is none.
  package var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }

  /// The frames of an event stream, without the empty lines between.
  package var frames: [String] {
    text.split(separator: "\n\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// The JSON of the frames of data, `[DONE]` left out.
  package var chunks: [JSONValue] {
    frames.filter { $0.hasPrefix("data: ") && $0 != "data: [DONE]" }
      .compactMap { try? JSONValue(parsing: Array($0.dropFirst(6).utf8)) }
  }

  /// Reads a response to its end; of a stream that does not end the first `maximumFrames`.
  package init(_ response: GatewayResponse, maximumFrames: Int = 10_000) async {
    status = response.status
    headers = response.headers
    switch response.body {
    case .bytes(let bytes): self.bytes = bytes
    case .events(let stream):
      var all: [UInt8] = []
      var count = 0
      while count < maximumFrames, let frame = await stream.next() {
        all += frame
        count += 1
      }
      if count == maximumFrames { stream.cancel() }
      bytes = all
    }
  }
}

extension JSONValue {
  /// Reads a literal of a test; its line breaks count as spaces, so that it equals what stands on one line.
  package static func reading(_ text: String) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: text.utf8.map { $0 == 0x0A ? 0x20 : $0 })
    } catch {
      preconditionFailure("a test's JSON is none: \(error)")
    }
  }
}
