import Foundation
import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct ClientArrivalsTests {
  private func window(_ client: String, _ start: Int, _ rate: Double, _ law: InterarrivalLaw = .exponential)
    -> ClientWindow
  {
    ClientWindow(client: client, start: start, rate: rate, coefficientOfVariation: 1, law: law)
  }

  @Test("clients together have the sum of their rates, each its own, and none outside of its windows")
  func sumOfRates() throws {
    var arrivals = try #require(
      ClientArrivals(
        [
          window("a", 0, 2), window("b", 0, 1, .gamma(shape: 0.5)), window("b", 600, 4, .weibull(shape: 0.7)),
          window("c", 1200, 3, .gamma(shape: 2)),
        ], seed: 5))
    #expect(arrivals.clients == ["a", "b", "c"])
    #expect(abs(arrivals.meanRate - 10.0 / 3) < 1e-12)
    var counts: [[Double]] = Array(repeating: [0, 0, 0], count: 3)
    var last = Moment.zero
    while let (arrival, client) = arrivals.next() {
      #expect(arrival >= last)
      last = arrival
      counts[client][Int(arrival.nanoseconds / 600_000_000_000)] += 1
    }
    let expected: [[Double]] = [[1200, 0, 0], [600, 2400, 0], [0, 0, 1800]]
    let total = counts.flatMap { $0 }.reduce(0, +)
    // No law here has a cv above 1.5.
    #expect(abs(total - 6000) < 4 * 1.5 * 6000.0.squareRoot())
    for (counts, expected) in zip(counts, expected) {
      for (count, expected) in zip(counts, expected) {
        #expect(abs(count - expected) <= 4 * 1.5 * expected.squareRoot())
      }
    }
  }

  @Test("the first hours of a published description have its requests, and its busiest clients theirs")
  func published() throws {
    var bytes: [UInt8]? = try Repository.bytes(of: "Data/Traces/servegen_deepseek-r1_rates.csv")
    var reader = ClientWindowReader<Never> {
      defer { bytes = nil }
      return bytes
    }
    var windows: [ClientWindow] = []
    while let row = reader.next() { windows.append(try row.get()) }
    windows = windows.filter { $0.start < 3600 }
    var arrivals = try #require(ClientArrivals(windows, seed: 1))
    var counts = Array(repeating: 0.0, count: arrivals.clients.count)
    while let (_, client) = arrivals.next() { counts[client] += 1 }
    var expected = Array(repeating: 0.0, count: counts.count)
    var variance = 0.0
    for window in windows {
      let place = try #require(arrivals.clients.firstIndex(of: window.client))
      expected[place] += window.rate * 600
      let variation = window.law.coefficientOfVariation
      variance += variation * variation * window.rate * 600
    }
    let sum = expected.reduce(0, +)
    #expect(abs(arrivals.meanRate * 3600 / sum - 1) < 1e-9)
    #expect(abs(counts.reduce(0, +) - sum) < 4 * variance.squareRoot())
  }

  @Test("windows that overlap, begin at odd times or are not there give nothing")
  func refused() {
    #expect(ClientArrivals([], seed: 1) == nil)
    #expect(ClientArrivals([window("a", 601, 1)], seed: 1) == nil)
    #expect(ClientArrivals([window("a", 600, 1), window("a", 600, 1)], seed: 1) == nil)
    #expect(ClientArrivals([window("a", 0, .nan)], seed: 1) == nil)
    #expect(ClientArrivals([window("a", 0, 1)], windowSeconds: 0, seed: 1) == nil)
    #expect(ClientArrivals((0..<50_000).map { window("\($0)", 6_000_000, 1) }, seed: 1) == nil)
    #expect(ClientArrivals([window("a", -600, 1)], seed: 1) == nil)
  }
}
