internal import Routing

/// A value that several tasks look at and change, one at a time.
package final class SharedValue<Value: Sendable>: Sendable {
  private let value: Locked<Value>

  package init(_ value: Value) { self.value = Locked(value) }

  /// Looks at the value or changes it; never calls out.
  package func withLock<Result: Sendable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try value.withLock(body)
  }
}
