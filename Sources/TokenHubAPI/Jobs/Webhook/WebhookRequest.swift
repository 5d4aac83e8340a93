internal import Digests
package import ProviderAdapters
package import RoutingCore

/// The request that tells of a job's end (H-760).
package enum WebhookRequest {
  /// The only event there is.
  package static let event = "job.completed"

  /// Makes a request, which is the same each time it is sent.
  ///
  /// `job` is what clients see of the job, `delivery` names the delivery so that a receiver can tell a repeated one,
  /// and `sign` gives the HMAC-SHA-256 of a body, or is nil where no secret is configured.
  package static func make(
    _ job: JSONValue, to url: String, delivery: String, sign: (([UInt8]) -> [UInt8])?
  ) -> HTTPRequest {
    let members = [JSONValue.Member(name: "event", value: JSONValue(.string(event)))] + (job.members ?? [])
    let body = Array(JSONValue(.object(members)).text.utf8)
    var headers = [
      HTTPField("Content-Type", "application/json"), HTTPField("X-TokenHub-Event", event),
      HTTPField("X-TokenHub-Delivery", delivery),
    ]
    if let sign { headers.append(HTTPField("X-TokenHub-Signature", "sha256=\(HexadecimalText.text(of: sign(body)))")) }
    // Nothing of the answer is read but its status.
    return HTTPRequest(
      method: "POST", url: url, headers: headers, body: body, timeout: 10_000, maximumResponseBytes: 1 << 20)
  }
}

/// Random names of 128 bits (RFC 9562, section 5.4).
package enum RandomUUID {
  /// The name that 16 random bytes make.
  package static func text(of bytes: [UInt8]) -> String {
    precondition(bytes.count == 16, "A source of random bytes gives as many as it is asked for.")
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { HexadecimalText.text(of: bytes[$0]) }.joined(separator: "-")
  }
}
