/// Sums and counts of a figure over blocks of consecutive requests, in bounded memory however long the traffic.
///
/// Figures of requests that follow each other depend on each other: an outage or a burst befalls many at once. Resampling
/// single requests would find too narrow an interval, so whole blocks are drawn (Künsch, "The jackknife and the bootstrap
/// for general stationary observations", 1989). When there are too many blocks, neighbours become one.
public struct BlockSums: Hashable, Sendable {
  /// The most blocks that are kept: enough to draw from, and few enough to be long.
  public static let capacity = 256

  /// The figures of a block.
  public struct Block: Hashable, Sendable {
    /// The sum of the figures.
    public internal(set) var sum = 0.0
    /// How many requests had one.
    public internal(set) var count = 0

    init() {}

    package init(sum: Double, count: Int) {
      self.sum = sum
      self.count = count
    }
  }

  /// The blocks in order; the last may not be full.
  public private(set) var blocks: [Block] = []
  /// How many requests make a full block, those without a figure counted.
  public private(set) var blockSize = 1
  /// How many requests there were.
  public private(set) var requestCount = 0

  /// Makes sums of nothing.
  public init() {}

  /// Makes sums that were written down, or nil where they cannot be.
  package init?(blocks: [Block], blockSize: Int, requestCount: Int) {
    guard blocks.count <= BlockSums.capacity, blockSize > 0, blockSize & (blockSize - 1) == 0,
      requestCount >= blocks.reduce(0, { $0 + $1.count }), blocks.allSatisfy({ $0.count >= 0 }),
      blocks.isEmpty == (requestCount == 0)
    else { return nil }
    self.blocks = blocks
    self.blockSize = blockSize
    self.requestCount = requestCount
  }

  /// Takes in the next request, which may have no figure: a latency of what failed, for example.
  ///
  /// - Complexity: O(1) on average.
  public mutating func add(_ figure: Double?) {
    if requestCount == blocks.count * blockSize {
      if blocks.count == BlockSums.capacity { join() }
      if requestCount == blocks.count * blockSize { blocks.append(Block()) }
    }
    requestCount += 1
    guard let figure else { return }
    blocks[blocks.count - 1].sum += figure
    blocks[blocks.count - 1].count += 1
  }

  /// The sum of all figures.
  public var sum: Double { blocks.reduce(0) { $0 + $1.sum } }

  /// How many requests had a figure.
  public var count: Int { blocks.reduce(0) { $0 + $1.count } }

  /// The mean of the figures, or nil where there are none.
  public var mean: Double? { count > 0 ? sum / Double(count) : nil }

  /// Takes in the sums of what came next.
  ///
  /// Two policies that saw the same requests have the same blocks before and after; a block that was not full stays so.
  /// Nothing can be added one by one after this.
  ///
  /// - Complexity: O(blocks).
  public mutating func append(_ next: BlockSums) {
    guard next.requestCount > 0 else { return }
    guard requestCount > 0 else {
      self = next
      return
    }
    var next = next
    while blockSize < next.blockSize { join() }
    while next.blockSize < blockSize { next.join() }
    blocks += next.blocks
    requestCount += next.requestCount
    while blocks.count > BlockSums.capacity { join() }
  }

  private mutating func join() {
    if blocks.count % 2 == 1 { blocks.append(Block()) }
    blocks = stride(from: 0, to: blocks.count, by: 2).map { place in
      Block(sum: blocks[place].sum + blocks[place + 1].sum, count: blocks[place].count + blocks[place + 1].count)
    }
    blockSize *= 2
  }
}
