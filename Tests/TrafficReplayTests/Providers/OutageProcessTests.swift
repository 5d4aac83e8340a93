import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

/// When simulated providers are down.
@Suite(.offThePool) struct OutageProcessTests {
  @Test("the share of time that is down is that of the means, and outages begin as often as they say")
  func stationary() {
    var process = OutageProcess(meanUp: 900, meanDown: 100, generator: SeededGenerator(seed: 3))
    var (down, begun) = (0, 0)
    var wasDown = false
    let steps = 400_000
    for step in 0..<steps {
      process.advance(to: Moment(milliseconds: Double(step) * 5))
      down += process.isDown ? 1 : 0
      begun += process.isDown && !wasDown ? 1 : 0
      wasDown = process.isDown
    }
    #expect(abs(Double(down) / Double(steps) - 0.1) < 0.006)
    // Once a second on average; those shorter than a step of 5 ms are not seen, which are 2.5 % or so.
    #expect((1850...2080).contains(begun), "\(begun)")
  }

  @Test("a leap of years ends in the stationary share, at once")
  func leap() {
    let down = (0..<4000).count { seed in
      var process = OutageProcess(meanUp: 750, meanDown: 250, generator: SeededGenerator(seed: UInt64(seed)))
      process.advance(to: Moment(milliseconds: 1e12))
      return process.isDown
    }
    #expect((850...1150).contains(down))
  }

  @Test("the same seed is down at the same moments, however often it is asked")
  func steps() {
    var often = OutageProcess(meanUp: 50, meanDown: 20, generator: SeededGenerator(seed: 9))
    var seldom = often
    for step in 1...2000 {
      often.advance(to: Moment(milliseconds: Double(step)))
      guard step % 37 == 0 else { continue }
      seldom.advance(to: Moment(milliseconds: Double(step)))
      #expect(often == seldom)
    }
  }

  @Test("whether it is down follows from the seed and the moment, however long nobody asked")
  func seldom() {
    // A cycle takes 0.07 s, so an epoch seven.
    var dice = SeededGenerator(seed: 4)
    for seed in UInt64(0)..<20 {
      var often = OutageProcess(meanUp: 50, meanDown: 20, generator: SeededGenerator(seed: seed))
      var seldom = often
      var late = often
      let asked = 20_000 + dice.index(below: 60_000)
      for step in 1...80_000 {
        let now = Moment(milliseconds: Double(step))
        often.advance(to: now)
        if step % 9_001 == 0 {
          seldom.advance(to: now)
          #expect(often == seldom)
        }
        if step == asked {
          late.advance(to: now)
          #expect(often == late)
        }
      }
    }
  }

  /// How often each of two regions is down, and both at once.
  private static func downs(sharedPart: Double) -> (first: Double, second: Double, both: Double) {
    var outages = VendorOutages(
      regions: 2, meanUp: 900, meanDown: 100, sharedPart: sharedPart, seed: 1, stream: 5)
    var (first, second, both) = (0, 0, 0)
    let steps = 200_000
    for step in 0..<steps {
      let now = Moment(milliseconds: Double(step) * 20)
      let (one, other) = (outages.isDown(0, at: now), outages.isDown(1, at: now))
      first += one ? 1 : 0
      second += other ? 1 : 0
      both += one && other ? 1 : 0
    }
    return (Double(first) / Double(steps), Double(second) / Double(steps), Double(both) / Double(steps))
  }

  @Test("regions of a vendor are down together as far as they share their outages")
  func correlation() {
    let apart = Self.downs(sharedPart: 0)
    #expect(abs(apart.first - 0.1) < 0.01 && abs(apart.second - 0.1) < 0.01)
    #expect(abs(apart.both - 0.01) < 0.004)
    let together = Self.downs(sharedPart: 1)
    #expect(together.first == together.both && together.second == together.both)
    #expect(abs(together.both - 0.1) < 0.01)
    let half = Self.downs(sharedPart: 0.5)
    // Half as often down means up for 1,800 of 1,900 ms: together 1 - (18/19)².
    #expect(abs(half.first - (1 - 18.0 * 18 / 361)) < 0.01)
    #expect((0.04...0.075).contains(half.both), "\(half.both)")
  }
}
