/// Which models of a registry may serve one request, as a word of bits at a time.
///
/// Everything but the budget is a bitset; the budget depends on the request's length and is asked per candidate.
struct CandidateScan {
  private let kindRow: Int
  private let weightRow: Int
  private let contextRow: Int
  private let streamingRow: Int
  private let requirementRows: Int
  private let required: UInt64
  /// The window a model must have, or 0 where the bitsets have settled it.
  let windowToCheck: Int

  /// Borrows, because an initialiser otherwise takes its arguments over: two references counted a decision, which
  /// threads that share a router would pass back and forth.
  ///
  /// With `isNamed`, it finds the candidates among models that the caller named, for which soft limits do not hold.
  init(
    _ shape: RequestShape, policy: borrowing CompiledPolicy, compiled: borrowing CompiledRegistry,
    isNamed: Bool = false
  ) {
    let bits = compiled.bits
    let rows = compiled.rows
    kindRow = bits.offset(ofRow: rows.kinds + Int(shape.kind.rawValue))
    weightRow = bits.offset(ofRow: isNamed ? policy.namedWeightRow : policy.weightRow)
    contextRow = bits.offset(ofRow: rows.contexts + Int(shape.contextRow))
    streamingRow = bits.offset(ofRow: shape.isStreaming ? rows.streaming : rows.all)
    requirementRows = policy.requirementRows
    required = shape.requirements.bits & policy.requirementMask
    windowToCheck = compiled.contexts.isExact ? 0 : ContextHeadroom.need(for: shape.inputTokens).value
  }

  /// The candidates among models `64 × index ..< 64 × (index + 1)`.
  func word(_ index: Int, policy: CompiledPolicy, health: CompiledHealth, bits: CandidateBits) -> UInt64 {
    policy.permitted[index] & health.serving[index] & staticWord(index, bits: bits)
  }

  /// The same before policy's constraints and health.
  func staticWord(_ index: Int, bits: CandidateBits) -> UInt64 {
    var word = bits.words[kindRow + index] & bits.words[weightRow + index]
    word &= bits.words[contextRow + index] & bits.words[streamingRow + index]
    var requirements = required
    while requirements != 0 {
      word &= bits.words[(requirementRows + requirements.trailingZeroBitCount) * bits.wordCount + index]
      requirements &= requirements - 1
    }
    return word
  }
}
