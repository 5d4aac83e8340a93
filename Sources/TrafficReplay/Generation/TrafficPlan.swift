/// What generated traffic is like but for its seed.
public struct TrafficPlan: Sendable {
  /// When conversations begin.
  public var starts: Starts
  /// How long what a user says and what is answered are.
  public var lengths: Lengths
  /// Who begins conversations, or nil for nobody in particular; clients are tenants of their own.
  public var tenants: TenantShares?
  /// How conversations go on, or nil where requests have nothing to do with each other.
  public var sessions: SessionShape?
  /// The prefix blocks of prompts, or nil for none.
  public var blocks: PrefixShape?

  /// Where the times come from.
  public enum Starts: Sendable {
    /// One stream for all.
    case process(ArrivalProcess)
    /// A stream for each client.
    case clients(ClientArrivals)
  }

  /// Where the lengths come from.
  public enum Lengths: Sendable {
    /// Quantiles, each with its share.
    case distributions([(LengthDistribution, Double)])
    /// Pairs of a trace.
    case sample(LengthSample)

    /// The shipped traces in the shares of synthetic traffic.
    public static var shipped: Lengths { .distributions(TrafficMix.lengths) }
  }

  /// Makes a plan of requests that have nothing to do with each other, without tenants.
  public init(
    starts: Starts, lengths: Lengths = .shipped, tenants: TenantShares? = nil, sessions: SessionShape? = nil,
    blocks: PrefixShape? = nil
  ) {
    self.starts = starts
    self.lengths = lengths
    self.tenants = tenants
    self.sessions = sessions
    self.blocks = blocks
  }
}

/// How prompts are cut into blocks that a cache of prefixes tells apart.
public struct PrefixShape: Hashable, Sendable {
  /// The length of a block in tokens; Mooncake's traces have 512.
  public var blockTokens: Int
  /// The blocks at the beginning of every prompt of a tenant that all its conversations share.
  public var systemBlocks: Int

  /// Makes a shape.
  public init(blockTokens: Int = 512, systemBlocks: Int = 2) {
    precondition(blockTokens > 0 && systemBlocks >= 0, "Blocks have a length.")
    self.blockTokens = blockTokens
    self.systemBlocks = systemBlocks
  }
}
