/// A model's place in one registry.
///
/// Handles are numbers, so passing one costs nothing and comparing two does not read strings. They order models as
/// their ids do, and mean nothing to another registry.
public struct ModelHandle: Hashable, Comparable, Sendable {
  /// The place in ``ModelRegistry/models``.
  public let index: Int

  /// Makes the handle of the model at `index`.
  package init(index: Int) {
    self.index = index
  }

  /// Whether `lhs` has the lower id.
  public static func < (lhs: ModelHandle, rhs: ModelHandle) -> Bool { lhs.index < rhs.index }
}

/// A provider's place in one registry.
public struct ProviderHandle: Hashable, Comparable, Sendable {
  /// The place in ``ModelRegistry/providers``.
  public let index: Int

  /// Makes the handle of the provider at `index`.
  package init(index: Int) {
    self.index = index
  }

  /// Whether `lhs` has the lower id.
  public static func < (lhs: ProviderHandle, rhs: ProviderHandle) -> Bool { lhs.index < rhs.index }
}
