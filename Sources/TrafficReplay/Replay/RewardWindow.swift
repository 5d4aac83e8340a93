import RoutingCore

/// What each model was worth lately, by prompt size, in memory that does not grow with the traffic.
///
/// The window of R-805 is kept in parts of six hours, which are forgotten one after the other, so it reaches back up to a part
/// less far than a log of single rewards would.
struct RewardWindow: Sendable {
  private static let partCount = 28
  private static let partLength = ThompsonArms.window.value / Double(partCount)

  private struct Sums: Sendable {
    var count = 0.0
    var reward = 0.0
  }

  private let registry: ModelRegistry
  /// The sums of each part and, in it, of each model and size; a part's place is its number modulo their count.
  private var parts: [[Sums]]
  private var latest = 0

  init(_ registry: ModelRegistry) {
    self.registry = registry
    parts = Array(repeating: [], count: RewardWindow.partCount)
  }

  /// Takes in what an attempt was worth; moments must not go backwards from call to call.
  mutating func add(_ reward: RewardEntry, of model: ModelHandle) {
    move(to: reward.time)
    let place = latest % RewardWindow.partCount
    if parts[place].isEmpty {
      parts[place] = Array(repeating: Sums(), count: registry.models.count * TokenBucket.allCases.count)
    }
    let arm = model.index * TokenBucket.allCases.count + Int(reward.bucket.rawValue)
    parts[place][arm].count += 1
    parts[place][arm].reward += reward.reward
  }

  /// What is to be believed at a moment.
  mutating func arms(at now: Moment) -> ThompsonArms {
    move(to: now)
    var arms = ThompsonArms()
    for model in registry.modelHandles {
      for bucket in TokenBucket.allCases {
        let arm = model.index * TokenBucket.allCases.count + Int(bucket.rawValue)
        var sums = Sums()
        for part in parts where !part.isEmpty {
          sums.count += part[arm].count
          sums.reward += part[arm].reward
        }
        guard sums.count > 0 else { continue }
        arms[registry[model].id, bucket] =
          BetaDistribution(alpha: sums.reward + 1, beta: max(sums.count - sums.reward + 1, 1)).bounded
      }
    }
    return arms
  }

  private mutating func move(to now: Moment) {
    let part = Int(max(now.milliseconds(since: .zero), 0) / RewardWindow.partLength)
    guard part > latest else { return }
    for passed in (latest + 1)...min(part, latest + RewardWindow.partCount) {
      parts[passed % RewardWindow.partCount] = []
    }
    // Where all are forgotten, which place comes next makes no difference.
    latest = part
  }
}
