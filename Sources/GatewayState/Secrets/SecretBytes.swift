internal import Routing
internal import RoutingCore

/// Bytes of a key, overwritten with zeros when they are no longer wanted (C-407).
///
/// Who was lent the bytes before holds them for as long as its call lasts; the language promises no more.
package final class SecretBytes: Sendable {
  private let locked: Locked<[UInt8]>

  package init(_ bytes: [UInt8]) { locked = Locked(bytes) }

  deinit { erase() }

  /// Lends the bytes, or gives nil once they were erased.
  package func lend<Result, Failure: Error>(
    _ body: ([UInt8]) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let bytes = locked.withLock { $0 }
    return bytes.isEmpty ? nil : try body(bytes)
  }

  /// Whether they were erased.
  package var isErased: Bool { locked.withLock { $0.isEmpty } }

  /// Overwrites the bytes and forgets them.
  package func erase() {
    locked.withLock { bytes in
      for place in bytes.indices { bytes[place] = 0 }
      bytes = []
    }
  }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
  package var description: String { SecretRedactor.mark }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
