import Routing
import RoutingCore
import RoutingTestKit
import Testing

/// Whole answers, on a clock that stands still unless all wait.
@Suite(.timeLimit(.minutes(60))) struct DispatcherSendTests {
  @Test("a provider that fails is followed by the next, and the observer is told of both attempts")
  func failover() async throws {
    let bed = try DispatcherBed([[.status(404)], [.answer(after: 200)]], parameters: DispatchParameters(retries: 0))
    bed.providers[0].setProbe(nil)
    let result = try await bed.run { await $0.send() }
    // A 404 is the client's fault: nobody of the same type is asked.
    #expect(result.dispatchFailure?.kind == .badRequest)
    let other = try DispatcherBed([[.status(401)], [.answer(after: 200)]])
    let summary = try await other.run { await $0.send() }.summary
    #expect(summary?.model == "m1")
    #expect(summary?.attempts.map(\.result) == [.failed(.authentication), .answered])
    #expect(
      other.events.words == ["start m0 first", "end m0 auth", "start m1 failover", "end m1 success", "answered m1"])
    #expect(other.time.now == .milliseconds(200))
    other.expectQuiet()
  }

  @Test("R-1030: retries wait on the dispatcher's clock, 50 to 150 ms and then 100 to 300 ms")
  func retries() async throws {
    let bed = try DispatcherBed([[.status(503), .connection(.reset), .answer(after: 10)], []])
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.model == "m0")
    #expect(summary?.reason == .retriedTransient)
    let starts = bed.providers[0].calls.map { $0.startedAt.milliseconds(since: .zero) }
    #expect(starts.count == 3)
    #expect((50...150).contains(starts[1]))
    #expect((100...300).contains(starts[2] - starts[1]))
    bed.expectQuiet()
  }

  @Test("R-1061: a provider that hangs is given up at its deadline and sees that it was cancelled")
  func hang() async throws {
    let bed = try DispatcherBed(
      [[.hang], [.answer(after: 5)]], parameters: DispatchParameters(retries: 0, attemptTimeout: 700))
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.attempts.map(\.result) == [.timedOut, .answered])
    let call = try #require(bed.providers[0].calls.first)
    #expect(call.wasCancelled)
    #expect(call.end?.moment == .milliseconds(700))
    #expect(call.call.timeout == 700)
    #expect(bed.providers[1].calls.first?.startedAt == .milliseconds(700))
    bed.expectQuiet()
  }

  @Test("R-1063: a request's deadline ends it, whoever is asked then")
  func deadline() async throws {
    let bed = try DispatcherBed([[.hang], []], deadline: 300)
    let failure = try await bed.run { await $0.send() }.dispatchFailure
    #expect(failure?.kind == .deadline)
    #expect(bed.time.now == .milliseconds(300))
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    #expect(bed.providers[1].calls.isEmpty)
    bed.expectQuiet()
  }

  @Test("R-1060: Retry-After as a date is read by the clock's own calendar")
  func retryAfterDate() async throws {
    // The clock begins at 08:49:37.
    let bed = try DispatcherBed([[.status(429, retryAfter: "Sun, 06 Nov 1994 08:49:40 GMT"), .answer()]])
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.attempts.map(\.cause) == [.first, .afterLimit])
    #expect(bed.providers[0].calls.last?.startedAt == .milliseconds(3000))
  }

  @Test("R-1102, R-1104: a hedge that answers first wins, and the provider of the other sees that it was cancelled")
  func hedge() async throws {
    let bed = try DispatcherBed(
      [[.answer(after: 1000)], [.answer(after: 100)], []], parameters: DispatchParameters(hedgeAfter: 200))
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.model == "m1")
    #expect(summary?.reason == .hedgedDispatch)
    #expect(bed.time.now == .milliseconds(300))
    #expect(bed.providers[0].calls.first?.end == .init(moment: .milliseconds(300), kind: .cancelled))
    #expect(bed.events.words.contains("end m0 cancelled"))
    bed.expectQuiet()
  }

  @Test("R-1104: the first to answer wins before any hedge, which then is never sent")
  func noHedge() async throws {
    let bed = try DispatcherBed([[.answer(after: 100)], []], parameters: DispatchParameters(hedgeAfter: 200))
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.model == "m0")
    #expect(bed.providers[1].calls.isEmpty)
    bed.expectQuiet()
  }

  @Test("R-1064: a caller that goes away reaches the provider, and nobody else is asked", arguments: [0.0, 200])
  func callerGoesAway(hedgeAfter: Double) async throws {
    let hedge = Milliseconds(hedgeAfter) ?? 0
    let bed = try DispatcherBed(
      [[.hang], [.hang], []], parameters: DispatchParameters(hedgeAfter: hedge, maximumRacers: 2))
    let result = try await bed.run { bed in
      await withTaskGroup(of: Result<DispatchedReply, DispatchError>?.self) { group in
        group.addTask { await bed.send() }
        group.addTask {
          do throws(CancellationError) { try await bed.time.sleep(until: .milliseconds(500)) } catch {}
          return nil
        }
        _ = await group.next()
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(result?.dispatchFailure?.kind == .cancelled)
    #expect(bed.time.now == .milliseconds(500))
    let calls = bed.providers.flatMap(\.calls)
    #expect(calls.count == (hedgeAfter > 0 ? 2 : 1))
    #expect(calls.allSatisfy { $0.end == .init(moment: .milliseconds(500), kind: .cancelled) })
    // Nobody is blamed.
    #expect(bed.router.health(at: bed.time.now).readings.allSatisfy { $0.errorRate == 0 })
    bed.expectQuiet()
  }

  @Test("R-1064: a caller that goes away while a retry waits ends the wait")
  func callerGoesAwayWaiting() async throws {
    let bed = try DispatcherBed([[.status(503)], []])
    let failure = try await bed.run { bed in
      await withTaskGroup(of: DispatchFailure?.self) { group in
        group.addTask { await bed.send().dispatchFailure }
        await bed.time.sleepers(atLeast: 1)
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(failure?.kind == .cancelled)
    #expect(bed.time.now < .milliseconds(50))
    #expect(bed.providers[1].calls.isEmpty)
    bed.expectQuiet()
  }

  @Test("R-910: the observer is told of every attempt, retries, fallbacks and last resorts included")
  func observerIsToldOfAll() async throws {
    let bed = try DispatcherBed([
      [.status(503), .status(503), .status(503)], [.status(429, retryAfter: "60")], [.unreadable()], [.status(403)],
    ])
    let failure = try await bed.run { await $0.send() }.dispatchFailure
    let calls = bed.providers.reduce(0) { $0 + $1.calls.count }
    #expect(calls == 6)
    #expect(failure?.attempts.count == 6)
    let words = bed.events.words
    #expect(words.filter { $0.hasPrefix("start") }.count == 6)
    #expect(words.filter { $0.hasPrefix("end") }.count == 6)
    let ended = bed.events.events.compactMap { event in
      if case .attemptEnded(let record) = event { record } else { nil }
    }
    #expect(ended == failure?.attempts)
    #expect(words.last == "failed auth")
    bed.expectQuiet()
  }

  @Test("an unknown policy is an error of its own, and nobody is asked")
  func unknownPolicy() async throws {
    let bed = try DispatcherBed([[]])
    let result = try await bed.run { await $0.send(DispatcherBed.request(policy: "nobody")) }
    guard case .failure(.unknownPolicy("nobody")) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(bed.events.words == [])
  }

  @Test("a provider without an adapter fails and is followed by the next")
  func missingAdapter() async throws {
    let bed = try DispatcherBed([[], [.answer()]])
    bed.dispatcher.setProvider(nil, for: "p0")
    let summary = try await bed.run { await $0.send() }.summary
    #expect(summary?.model == "m1")
    #expect(summary?.attempts.first?.message == "no adapter for provider 'p0'")
    #expect(bed.events.words.first == "start m0 first")
  }

  @Test("several requests at once spend what a budget allows and no more, and give back what they set aside")
  func ledger() async throws {
    let cost = CostEstimator.cost(
      of: DispatcherBed.request().routing,
      at: PriceSheet(inputPerThousandTokens: 0.001, outputPerThousandTokens: 0.002))
    let limit = try #require(NanoDollars(NanoDollars(roundingUp: cost).value * 5))
    let bed = try DispatcherBed(
      [Array(repeating: .answer(after: 100), count: 5)],
      ledger: try BudgetLedger(limits: [BudgetLimit(scope: .key("k"), amount: limit)]))
    let answered = try await bed.run { bed in
      await withTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          group.addTask {
            await bed.send(DispatcherBed.request("r\(number)", scopes: [.key("k")])).summary != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
    }
    #expect(answered == 5)
    let standing = try #require(bed.router.ledger.standings(now: bed.time.now).first)
    #expect(standing.spent <= limit)
    #expect(standing.spent > .zero)
    bed.expectQuiet()
  }

  @Test("R-920, R-922: dead probes take a provider down, an alive one brings it back, and the observer is told")
  func probes() async throws {
    let bed = try DispatcherBed([[.answer()], [.answer()]])
    bed.providers[0].setProbe(.dead)
    bed.providers[1].setProbe(.alive)
    let summaries = try await bed.run { bed in
      for _ in 0..<5 { await bed.dispatcher.probe() }
      let whileDown = await bed.send().summary
      bed.providers[0].setProbe(.alive)
      await bed.dispatcher.probe()
      return [whileDown, await bed.send(DispatcherBed.request("r2")).summary]
    }
    #expect(summaries.map { $0?.model } == ["m1", "m0"])
    #expect(bed.providers[0].probeCount == 6)
    #expect(bed.events.words.filter { $0.hasPrefix("health") } == ["health p0 down", "health p0 healthy"])
  }
}
