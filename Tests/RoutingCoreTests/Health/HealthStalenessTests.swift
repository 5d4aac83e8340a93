@testable import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthStalenessTests {
  @Test("a latency is believed in full for ever, unless a half-life says that its confidence halves with its age")
  func confidence() {
    let parameters = HealthParameters(latencyHalfLife: 60_000)
    var health = ProviderHealth()
    health.record(.success(latency: 100), at: .zero, parameters)
    let confidences = [-1, 0, 60_000, 120_000, 180_000, 1e12].map {
      health.reading(at: Moment(milliseconds: $0), parameters).latencyConfidence.value
    }
    #expect(confidences == [1, 1, 0.5, 0.25, 0.125, 0])
    #expect(health.reading(at: Moment(milliseconds: 1e12), HealthParameters()).latencyConfidence == 1)
    #expect(health.reading(at: Moment(milliseconds: 1e12), HealthParameters(latencyHalfLife: 0)).latencyConfidence == 1)
    health.record(.failure(), at: Moment(milliseconds: 30_000), parameters)
    health.record(.alive, at: Moment(milliseconds: 30_000), parameters)
    health.record(.success(latency: 1), at: Moment(milliseconds: -30_000), parameters)
    #expect(
      health.reading(at: Moment(milliseconds: 60_000), parameters).latencyConfidence == 0.5, "nothing measured it")
    health.record(.success(latency: 1), at: Moment(milliseconds: 60_000), parameters)
    #expect(health.reading(at: Moment(milliseconds: 60_000), parameters).latencyConfidence == 1)
    #expect(ProviderHealth().reading(at: .zero, parameters).latencyConfidence == 1)
  }

  @Test("R-512: what is not believed is drawn towards the stand-in by as much as it is not")
  func blend() {
    var reading = HealthReading(latency: 100, tailLatency: 400)
    for (confidence, average, tail) in [(1, 100, 400), (0.5, 150, 300), (0.25, 175, 250), (0, 200, 200)]
      as [(Fraction, Double, Double)]
    {
      reading.latencyConfidence = confidence
      #expect(reading.scoredLatency(.average, standIn: 200) == average)
      #expect(reading.scoredLatency(.tail, standIn: 200) == tail)
      #expect(reading.scoredLatency(.timePerToken, standIn: 200) == 200, "nothing was measured")
    }
  }

  /// Scores of three models, by latency alone.
  private func scores(_ readings: [ProviderID: HealthReading]) throws -> [ModelID: Double] {
    var preferences = RoutingPreferences()
    preferences.sort = .latency
    let models = ["a", "b", "c"].map { Model.fixture(ModelID($0), at: ProviderID($0)) }
    let record = try answer(models, policy: RoutingPolicy(preferences: preferences), health: readings)
    return Dictionary(uniqueKeysWithValues: record.ranked.map { ($0.model, $0.score) })
  }

  @Test("R-512: an old measurement is scored closer to the median of the providers, and at last as it")
  func score() throws {
    func at(_ confidence: Fraction) throws -> [ModelID: Double] {
      try scores([
        "a": HealthReading(latency: 1000), "b": HealthReading(latency: 400),
        "c": HealthReading(latency: 200, latencyConfidence: confidence),
      ])
    }
    let known = try [1, 0.5, 0].map { try at($0)["c"] ?? -1 }
    for (score, expected) in zip(known, [0.2, 0.3, 0.4]) { #expect(abs(score - expected) < 1e-15) }
    #expect(try at(0)["b"] == known[2])
  }

  @Test("R-512: at full confidence scores are the same to the last bit as without any")
  func fullConfidence() throws {
    var dice = Dice(seed: 0x512)
    for _ in 0..<500 {
      let values = (0..<3).map { _ in Milliseconds(dice.logUniform(1e-3, 1e6)) ?? 0 }
      let plain: [ProviderID: HealthReading] = [
        "a": HealthReading(latency: values[0]), "b": HealthReading(latency: values[1]),
        "c": HealthReading(latency: values[2]),
      ]
      let confident = plain.mapValues { HealthReading(latency: $0.latency, latencyConfidence: 1) }
      #expect(try scores(plain) == scores(confident))
      for value in values {
        #expect(HealthReading(latency: value).scoredLatency(.average, standIn: values[0]) == value.value)
      }
      // Aged by nothing: the record's own reading.
      let parameters = HealthParameters(latencyHalfLife: 60_000)
      var health = ProviderHealth()
      health.record(.success(latency: values[0]), at: .zero, parameters)
      let reading = health.reading(at: .zero, parameters)
      #expect(reading.scoredLatency(.average, standIn: values[1]) == values[0].value)
    }
  }
}
