public import RoutingCore

/// Times of working and of being down that follow each other, each exponentially distributed.
///
/// Time is cut into epochs of a hundred cycles from zero on. Each begins from the share of time that it is down, with draws of
/// its own, so whether it is down at a moment follows from the seed and the moment, however seldom it is asked, and no leap
/// in time is a long walk.
public struct OutageProcess: Hashable, Sendable {
  /// Whether it is down at the latest moment that was asked for.
  public private(set) var isDown = false
  private let up: Double
  private let down: Double
  private let seed: UInt64
  /// How long an epoch lasts, in milliseconds.
  private let epochLength: Double
  private var epoch: UInt64 = 0
  private var changesAt: Moment
  private var generator: SeededGenerator

  /// Makes a process that works at the zero of time; both means are positive and finite, in milliseconds.
  public init(meanUp: Milliseconds, meanDown: Milliseconds, generator: SeededGenerator) {
    precondition(meanUp.value > 0 && meanDown.value > 0, "Nothing lasts no time.")
    up = meanUp.value
    down = meanDown.value
    self.generator = generator
    // Of a copy, so that the first epoch's draws are those of the generator that was given.
    var copy = generator
    seed = copy.next()
    // A change takes a microsecond at least.
    epochLength = max(100 * (up + down), 0.2)
    changesAt = Moment(milliseconds: OutageProcess.exponential(mean: up, using: &self.generator))
  }

  /// Goes on to a moment; those before the latest one change nothing.
  ///
  /// - Complexity: O(changes since the latest moment), at most some hundred.
  public mutating func advance(to now: Moment) {
    guard now >= changesAt || now.milliseconds(since: .zero) >= Double(epoch + 1) * epochLength else { return }
    // Time ends before epochs can be as many as that.
    let current = UInt64(min(max(now.milliseconds(since: .zero), 0) / epochLength, 0x1p62))
    if current > epoch {
      epoch = current
      generator = SeededGenerator(seed: seed, stream: current)
      // Exponential durations have no memory, so the rest of this one is as long as any.
      isDown = generator.unit() < down / (up + down)
      scheduleChange(after: Moment(milliseconds: Double(current) * epochLength))
    }
    // At the end of representable time a change cannot move any later, and would never come to pass.
    while changesAt <= now, changesAt < Moment(nanoseconds: .max) {
      isDown.toggle()
      scheduleChange(after: changesAt)
    }
  }

  private mutating func scheduleChange(after moment: Moment) {
    // At least a microsecond, so that no mean makes the walk endless.
    let duration = max(OutageProcess.exponential(mean: isDown ? down : up, using: &generator), 0.001)
    changesAt = moment.advanced(byMilliseconds: duration)
  }

  private static func exponential(mean: Double, using generator: inout SeededGenerator) -> Double {
    -mean * ElementaryFunctions.log(1 - generator.unit())
  }
}

/// Outages of a vendor's regions, of which a share befalls all of them at once.
///
/// Each region is down as often and as long as it would be by itself: its outages begin at the sum of the rates of those
/// that it shares and those of its own. Where both coincide it is down once, so it is down for slightly less time than the
/// sum of both.
public struct VendorOutages: Hashable, Sendable {
  private var common: OutageProcess?
  private var own: [OutageProcess?]

  /// Makes the outages of some regions; `sharedPart` of them, from 0 to 1, are the vendor's.
  public init(
    regions: Int, meanUp: Milliseconds, meanDown: Milliseconds, sharedPart: Double, seed: UInt64, stream: UInt64
  ) {
    precondition((0...1).contains(sharedPart), "A part lies between 0 and 1.")
    func process(_ part: Double, _ number: UInt64) -> OutageProcess? {
      guard part > 0, let rarer = Milliseconds(meanUp.value / part) else { return nil }
      var streams = SeededGenerator(seed: seed, stream: stream)
      for _ in 0..<number { _ = streams.next() }
      return OutageProcess(meanUp: rarer, meanDown: meanDown, generator: SeededGenerator(seed: streams.next()))
    }
    common = process(sharedPart, 0)
    own = (0..<regions).map { process(1 - sharedPart, UInt64($0) + 1) }
  }

  /// Whether a region is down at a moment; moments must not go backwards from call to call.
  public mutating func isDown(_ region: Int, at now: Moment) -> Bool {
    common?.advance(to: now)
    own[region]?.advance(to: now)
    return common?.isDown == true || own[region]?.isDown == true
  }
}
