internal import Digests
internal import GatewayState
internal import RoutingCore

/// The name of one request in logs, at providers and in its answer (H-006).
enum RequestID {
  /// The client's own id where it has the right form, else 32 hexadecimal digits.
  static func make(for request: GatewayRequest, _ random: any RandomSource) -> String {
    // Ids are logged and sent on, so one that looks like a key is none (C-403).
    if let id = request[header: "x-request-id"], isAcceptable(id), SecretRedactor().redacted(id) == id { return id }
    return HexadecimalText.text(of: random.bytes(16))
  }

  /// Whether an id has 1 to 128 letters, digits, dots, underscores and hyphens.
  static func isAcceptable(_ id: String) -> Bool {
    (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
