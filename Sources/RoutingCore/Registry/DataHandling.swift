/// What a host does with the texts it is sent, as far as anybody said.
public struct DataHandling: Hashable, Sendable {
  /// Whether it keeps prompts after answering; nil where nobody said.
  public var retainsPrompts: Bool?
  /// Whether it may train models on them; nil where nobody said.
  public var trainsOnPrompts: Bool?

  /// Makes a statement; what is left out is unknown.
  public init(retainsPrompts: Bool? = nil, trainsOnPrompts: Bool? = nil) {
    self.retainsPrompts = retainsPrompts
    self.trainsOnPrompts = trainsOnPrompts
  }

  /// This statement, with its gaps filled from another.
  public func completed(by other: DataHandling) -> DataHandling {
    DataHandling(
      retainsPrompts: retainsPrompts ?? other.retainsPrompts, trainsOnPrompts: trainsOnPrompts ?? other.trainsOnPrompts)
  }
}
