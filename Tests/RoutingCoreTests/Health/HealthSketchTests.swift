@testable import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthSketchTests {
  private let halfLife: Milliseconds = 1_200_000

  private func sketch(_ samples: [HealthModel.Sample]) -> DurationSketch {
    var sketch = DurationSketch()
    for sample in samples { sketch.add(Milliseconds(sample.value) ?? 0, at: sample.at, halfLife: halfLife) }
    return sketch
  }

  private func percentiles(
    _ sketches: [DurationSketch], at now: Moment, minimum: Int = 1, window: Milliseconds = 1e300
  ) -> PercentileReadings {
    DurationSketch.percentiles(of: sketches, at: now, halfLife: halfLife, minimum: minimum, window: window)
  }

  @Test("R-506: percentiles are within 1/32 of the exact ones of the decayed samples, whatever their spread and order")
  func accuracy() {
    var dice = Dice(seed: 0x506)
    for _ in 0..<400 {
      let spread = dice.pick([1.001, 3, 1000, 1e6])
      let low = dice.pick([0.1, 20, 200])
      var now = dice.pick([0.0, -1e9, 1e12])
      var samples: [HealthModel.Sample] = []
      for _ in 0..<dice.number(1...120) {
        now += dice.pick([0, dice.logUniform(1, 1e6)])
        let late = dice.chance(0.2) ? dice.logUniform(1, 1e7) : 0
        samples.append(
          HealthModel.Sample(value: dice.logUniform(low, low * spread), at: Moment(milliseconds: now - late)))
      }
      let end = Moment(milliseconds: now + dice.pick([0, dice.logUniform(1, 1e7)]))
      let readings = percentiles([sketch(samples)], at: end, minimum: 0)
      for percentile in Percentile.allCases {
        let exact = exactPercentile(percentile.share, of: samples, at: end, halfLife: halfLife.value)
        guard let exact, let read = readings[percentile]?.value else {
          Issue.record("\(percentile) is missing")
          continue
        }
        #expect(abs(read - exact) <= exact / 32, "\(percentile): \(read), not \(exact), of \(samples)")
      }
    }
  }

  @Test("R-506: the times that are kept are those of the latest samples", arguments: [1, 31, 32, 33, 100])
  func keptTimes(later: Int) {
    let hour = Moment(milliseconds: 3_600_000)
    let samples = (0..<70).map { _ in HealthModel.Sample(value: 5, at: .zero) }
    let sketch = sketch(samples + (0..<later).map { _ in HealthModel.Sample(value: 5, at: hour) })
    #expect(sketch.recentCount(at: hour, window: 1) == min(later, DurationSketch.kept))
    #expect(sketch.recentCount(at: hour, window: 3_600_000) == DurationSketch.kept)
  }

  @Test("R-506: a sample counts half after each half-life, and late ones as much as if they had come in time")
  func decay() {
    let now = Moment(milliseconds: 1_200_000)
    let samples = (0..<64).map { HealthModel.Sample(value: Double($0 + 1), at: .zero) }
    let inTime = sketch(samples + [HealthModel.Sample(value: 9, at: now)])
    let late = sketch([HealthModel.Sample(value: 9, at: now)] + samples)
    #expect(abs(inTime.count(at: now, halfLife: halfLife) - 33) < 1e-12)
    #expect(abs(late.count(at: now, halfLife: halfLife) - 33) < 1e-12)
    #expect(abs(late.count(at: now.advanced(byMilliseconds: 2_400_000), halfLife: halfLife) - 8.25) < 1e-12)
    #expect(percentiles([inTime], at: now) == percentiles([late], at: now))
    let one = sketch([HealthModel.Sample(value: 9, at: now)])
    #expect(one.count(at: .zero, halfLife: halfLife) == 1, "before its time a sample is no more than one")
  }

  @Test("R-506: 20 samples of the last hour are enough, from one replica or several, and 19 are not")
  func minimum() {
    func samples(_ count: Int, at time: Double) -> [HealthModel.Sample] {
      (0..<count).map { _ in HealthModel.Sample(value: 5, at: Moment(milliseconds: time)) }
    }
    func tail(_ sketches: [DurationSketch], at time: Double) -> Milliseconds? {
      percentiles(sketches, at: Moment(milliseconds: time), minimum: 20, window: 3_600_000).p95
    }
    #expect(tail([sketch(samples(20, at: 0))], at: 3_600_000) != nil, "an hour ago to the millisecond")
    #expect(tail([sketch(samples(20, at: 0))], at: 3_600_001) == nil)
    #expect(tail([sketch(samples(19, at: 0))], at: 0) == nil)
    #expect(tail([sketch(samples(500, at: 0) + samples(19, at: 4e6))], at: 4e6) == nil, "old ones do not help")
    #expect(tail([sketch(samples(12, at: 0)), sketch(samples(8, at: 9))], at: 10) != nil)
    #expect(tail([sketch(samples(12, at: 0)), sketch(samples(7, at: 9))], at: 10) == nil)
    let asked = percentiles([sketch(samples(40, at: 0))], at: .zero, minimum: 1_000_000, window: 1)
    #expect(asked.p50 != nil, "no more than 32 can be asked for")
    #expect(percentiles([], at: .zero, minimum: 0) == PercentileReadings())
    #expect(percentiles([DurationSketch()], at: .zero, minimum: 0) == PercentileReadings())
  }

  @Test("R-506: a provider tells its tail from 20 successes on, and failures are no samples")
  func tail() {
    let parameters = HealthParameters()
    var health = ProviderHealth()
    for number in 1...19 { health.record(.success(latency: milliseconds(number * 10)), at: .zero, parameters) }
    for _ in 0..<9 { health.record(.failure(), at: .zero, parameters) }
    #expect(health.reading(at: .zero, parameters).tailLatency == nil)
    #expect(health.reading(at: .zero, parameters).latency(.tail) == health.latency)
    health.record(.success(latency: 200, timePerToken: 30), at: .zero, parameters)
    let reading = health.reading(at: .zero, parameters)
    #expect(reading.tailLatency.map { abs($0.value - 190) <= 190 / 32.0 } ?? false)
    #expect(reading.latencyPercentiles.p50.map { abs($0.value - 100) <= 100 / 32.0 } ?? false)
    #expect(reading.tokenTimePercentiles == PercentileReadings(), "one sample is not enough")
    #expect(reading.latency(.tail) == reading.tailLatency)
    for _ in 0..<19 { health.record(.success(latency: 1, timePerToken: 30), at: .zero, parameters) }
    #expect(health.reading(at: .zero, parameters).tokenTimePercentiles.p50.map { abs($0.value - 30) < 1 } ?? false)
  }

  @Test("rescaling over long times changes nothing that can be seen")
  func rescaling() {
    var dice = Dice(seed: 0x32)
    for gap in [1e6, 4e7, 1e9] {
      var samples: [HealthModel.Sample] = []
      for number in 0..<60 {
        samples.append(
          HealthModel.Sample(value: dice.logUniform(1, 1e4), at: Moment(milliseconds: Double(number) * gap)))
      }
      let end = samples.map(\.at).max() ?? .zero
      let exact = samples.reduce(0) { sum, sample in
        sum + ElementaryFunctions.exp2(-end.milliseconds(since: sample.at) / halfLife.value)
      }
      #expect(abs(sketch(samples).count(at: end, halfLife: halfLife) / exact - 1) < 1e-9)
      // A sketch that is made of the last samples alone has another landmark, and no older ones that weigh anything.
      let recent = samples.filter { end.milliseconds(since: $0.at) < halfLife.value * 60 }
      #expect(percentiles([sketch(recent)], at: end) == percentiles([sketch(samples)], at: end))
    }
  }

  @Test("times and durations at the ends of their ranges trap nowhere, and memory stays bounded")
  func extremes() {
    let times = [
      Moment.zero, Moment(nanoseconds: .max), Moment(nanoseconds: .min), Moment(nanoseconds: 1), .zero,
      Moment(nanoseconds: .max),
    ]
    let durations: [Milliseconds] = [0, 0x1p-1074, 1e308, 0x1p28, 0x1p-4, 1]
    var sketch = DurationSketch()
    for time in times {
      for duration in durations {
        for halfLife in [halfLife, 0, 1e308, 0x1p-1000] as [Milliseconds] {
          sketch.add(duration, at: time, halfLife: halfLife)
        }
      }
      for now in times {
        #expect(sketch.count(at: now, halfLife: halfLife) >= 0)
        _ = percentiles([sketch, sketch], at: now, minimum: 0)
      }
    }
    #expect(sketch.bucketCount <= 513)
  }

  @Test("no number of samples takes more than a bucket for each sixteenth of an octave")
  func memory() {
    var dice = Dice(seed: 7)
    var sketch = DurationSketch()
    for number in 0..<50_000 {
      sketch.add(
        Milliseconds(dice.logUniform(1e-6, 1e12)) ?? 0, at: Moment(milliseconds: Double(number) * 1e4),
        halfLife: halfLife)
    }
    #expect(sketch.bucketCount == 513)
  }

  @Test("what is faster than a sixteenth of a millisecond or slower than three days counts as that")
  func range() {
    for (value, bound) in [(0.0, 0x1p-4), (0x1p-9, 0x1p-4), (1e12, 0x1p28)] {
      let read = percentiles([sketch([HealthModel.Sample(value: value, at: .zero)])], at: .zero).p50?.value ?? -1
      #expect(abs(read - bound) <= bound / 32)
    }
  }

  @Test("a decaying count halves, takes late events in full, and reads no further back than its last event")
  func decayingCount() {
    var count = DecayingCount()
    #expect(count.value(at: .zero, halfLife: 10) == 0)
    count.add(4, at: Moment(milliseconds: -30), halfLife: 10)
    #expect(count.value(at: Moment(milliseconds: -20), halfLife: 10) == 2)
    #expect(count.value(at: Moment(milliseconds: -40), halfLife: 10) == 4)
    count.add(1, at: Moment(milliseconds: -20), halfLife: 10)
    #expect(count.value(at: .zero, halfLife: 10) == 0.75)
    count.add(1, at: Moment(milliseconds: -50), halfLife: 10)
    #expect(count.value(at: Moment(milliseconds: -20), halfLife: 10) == 4)
    #expect(count.value(at: .zero, halfLife: 0) == 4)
    #expect(count.value(at: Moment(nanoseconds: .max), halfLife: 10) == 0)
  }
}
