/// What a model calls a tool against what its clients call it.
///
/// Some models only know the tools they were trained with under their own names. Both directions are total: a name
/// that is not in the map is the same on both sides.
public struct ToolNameMap: Hashable, Sendable {
  /// Pairs of the model's name and the clients' name; where a name stands twice, the first pair holds.
  public var pairs: [Pair]

  /// One tool.
  public struct Pair: Hashable, Sendable {
    /// What the model calls it.
    public var modelFacing: String
    /// What clients call it.
    public var clientFacing: String

    /// Makes a pair.
    public init(modelFacing: String, clientFacing: String) {
      self.modelFacing = modelFacing
      self.clientFacing = clientFacing
    }
  }

  /// Makes a map; without pairs nothing is renamed.
  public init(_ pairs: [Pair] = []) {
    self.pairs = pairs
  }

  /// The clients' name for a tool that the model called.
  public func clientName(forModelName name: String) -> String {
    pairs.first { $0.modelFacing.utf8.elementsEqual(name.utf8) }?.clientFacing ?? name
  }

  /// The model's name for a tool that a client defined.
  public func modelName(forClientName name: String) -> String {
    pairs.first { $0.clientFacing.utf8.elementsEqual(name.utf8) }?.modelFacing ?? name
  }
}
