import RoutingCore

/// Everything that a stream of requests looks up, worked out beforehand.
///
/// A class, so that a stream is handed on with one reference and not with twelve: counting those took 130 ns a request.
final class TrafficTables: Sendable {
  let palette: PolicyPalette
  private let profiles: [Profile]
  private let profileTable: AliasTable
  private let policyTable: AliasTable
  private let lengths: LengthTables
  private let waits = ExponentialTable()
  private let hints: [HintHandle]
  private let unknownHint: HintHandle

  /// What a request is but for its size, its hint and its policy.
  private struct Profile: Sendable {
    let kind: ModelKind
    let isStreaming: Bool
    let requires: CapabilitySet
    let lengths: Int
    let share: Double
  }

  init(_ router: CompiledRouter, _ palette: PolicyPalette) {
    self.palette = palette
    policyTable = AliasTable(palette.shares)
    profiles = TrafficMix.kinds(of: router.registry).flatMap { TrafficTables.profiles(of: $0, share: $1) }
    profileTable = AliasTable(profiles.map(\.share))
    lengths = LengthTables(TrafficMix.lengths.map(\.0))
    hints = router.registry.models.map { router.handle(ofHint: ModelReference($0.id.text)) ?? .absent }
    unknownHint = router.handle(ofHint: TrafficMix.unknownHint) ?? .absent
  }

  /// A request, its policy, and how long it comes after the one before it where that is 1 on average; takes six draws.
  func draw(using generator: inout SeededGenerator) -> (numbers: RequestNumbers, policy: Int, wait: Double) {
    let profile = profiles[profileTable.place(generator.next())]
    let lengths = lengths.draw(from: profile.lengths, using: &generator)
    let policy = policyTable.place(generator.next())
    let hint = hint(generator.unit())
    let numbers = RequestNumbers(
      kind: profile.kind, inputTokens: lengths.input, outputTokens: profile.kind == .chat ? lengths.output : .zero,
      units: TrafficMix.units(of: profile.kind), isStreaming: profile.isStreaming, requires: profile.requires,
      hint: hint)
    return (numbers, policy, waits.value(generator.next()))
  }

  private func hint(_ share: Double) -> HintHandle {
    guard share < TrafficMix.hints + TrafficMix.unknownHints else { return .absent }
    let place = Int(share / TrafficMix.hints * Double(hints.count))
    return place < hints.count ? hints[place] : unknownHint
  }

  /// Every combination of lengths, capabilities and streaming for one kind.
  private static func profiles(of kind: ModelKind, share: Double) -> [Profile] {
    let isChat = kind == .chat
    let capabilities = isChat ? TrafficMix.capabilities : [([], 1)]
    let streaming = isChat ? [(true, TrafficMix.streaming), (false, 1 - TrafficMix.streaming)] : [(false, 1)]
    let total = TrafficMix.lengths.reduce(0) { $0 + $1.1 } * capabilities.reduce(0) { $0 + $1.1 }
    return TrafficMix.lengths.indices.flatMap { lengths in
      capabilities.flatMap { requires, capabilityShare in
        streaming.map { isStreaming, streamingShare in
          Profile(
            kind: kind, isStreaming: isStreaming, requires: requires, lengths: lengths,
            share: share * TrafficMix.lengths[lengths].1 * capabilityShare * streamingShare / total)
        }
      }
    }
  }
}
