/// Which requests of a replay are asked why models were left out, which takes longer than everything else together.
public enum ExclusionSampling: String, CaseIterable, Hashable, Sendable {
  /// None.
  case none
  /// The first thousand, and one in ten thousand after those.
  case sampled
  /// Every one.
  case all

  /// Whether the request of a number, counted from 0, is asked.
  func examines(_ number: Int) -> Bool {
    switch self {
    case .none: false
    case .sampled: number < 1_000 || number % 10_000 == 0
    case .all: true
    }
  }
}
