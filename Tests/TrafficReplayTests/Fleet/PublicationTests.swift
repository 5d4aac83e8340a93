import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct PublicationTests {
  @Test("a replica publishes at the first tick from then on, and the others see it a delay later")
  func ticks() {
    let schedule = PublicationSchedule(replicas: 4, interval: 1_000, delay: 250)
    func publication(_ replica: Int, _ milliseconds: Double) -> Double {
      schedule.publication(from: replica, at: Moment(milliseconds: milliseconds)).milliseconds(since: .zero)
    }
    #expect(publication(0, 0) == 0)
    #expect(publication(0, 0.5) == 1_000)
    #expect(publication(0, 1_000) == 1_000)
    #expect(publication(0, 1_000.000_001) == 2_000)
    #expect(publication(1, 0) == 250, "replicas take turns")
    #expect(publication(1, 250.5) == 1_250)
    #expect(publication(3, 750) == 750)
    #expect(schedule.visibility(from: 3, at: Moment(milliseconds: 751)) == Moment(milliseconds: 2_000))
    let always = PublicationSchedule(replicas: 2, interval: 0, delay: 5)
    #expect(always.visibility(from: 1, at: Moment(milliseconds: 3)) == Moment(milliseconds: 8))
  }

  @Test("publications of a replica are an interval apart, whatever the interval and the moment")
  func laws() {
    var dice = Dice(seed: 0x9B1)
    for _ in 0..<300 {
      let replicas = dice.number(1...40)
      let interval = Int64(dice.logUniform(1, 1e18))
      let schedule = PublicationSchedule(
        replicas: replicas, interval: Milliseconds(Double(interval) / 1e6) ?? 0, delay: 0)
      let replica = dice.number(0...replicas - 1)
      let moment = Moment(nanoseconds: Int64(dice.logUniform(1, 4e18)))
      let publication = schedule.publication(from: replica, at: moment)
      #expect(publication >= moment)
      #expect(publication.milliseconds(since: moment) <= Double(interval) / 1e6 * 1.000_001)
      #expect(schedule.publication(from: replica, at: publication) == publication)
    }
  }

  @Test("what is published at the end of representable time is never seen before")
  func end() {
    let schedule = PublicationSchedule(replicas: 1, interval: 7, delay: 1e300)
    #expect(schedule.visibility(from: 0, at: Moment(milliseconds: 1)) == Moment(nanoseconds: .max))
    #expect(schedule.publication(from: 0, at: Moment(nanoseconds: .max - 1)) == Moment(nanoseconds: .max))
  }

  @Test("news arrive in the order in which they were told, each once, and none early")
  func news() {
    var dice = Dice(seed: 0x9B2)
    var news = DelayedNews<Int>(PublicationSchedule(replicas: 2, interval: 10, delay: 35), replicas: 2)
    var told: [[(visible: Double, number: Int)]] = [[], []]
    var now = 0.0
    for number in 0..<3_000 {
      now += Double(dice.number(0...3))
      let replica = dice.number(0...1)
      news.tell(number, from: replica, at: Moment(milliseconds: now))
      let tick = replica == 0 ? (now / 10).rounded(.up) * 10 : ((now - 5) / 10).rounded(.up) * 10 + 5
      told[replica].append((max(tick, replica == 0 ? 0 : 5) + 35, number))
      guard dice.chance(0.2) else { continue }
      for replica in 0...1 {
        var arrived: [Int] = []
        while let next = news.next(from: replica, at: Moment(milliseconds: now)) { arrived.append(next) }
        #expect(arrived == told[replica].filter { $0.visible <= now }.map(\.number))
        told[replica].removeAll { $0.visible <= now }
      }
    }
    #expect(told.contains { !$0.isEmpty }, "some are on their way")
  }
}
