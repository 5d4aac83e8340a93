import RoutingCore
import Synchronization

/// What came of one call.
enum CallResult: Sendable {
  case answered(ProviderReply)
  case opened(any ProviderStream, StreamChunk)
  case failed(AttemptFailureReport)
  case cancelled
}

extension DispatchTask {
  /// Makes a call, and gives it up at its deadline.
  func call(_ attempt: Attempt, plan: DispatchPlan) async -> CallResult {
    let model = plan.registry[attempt.model]
    dispatcher.observer?.observe(
      .attemptStarted(model: model.id, provider: model.provider, cause: attempt.cause), request: request.routing.id)
    guard let provider = dispatcher.provider(model.provider) else {
      return .failed(AttemptFailureReport(.other, message: "no adapter for provider '\(model.provider.text)'"))
    }
    let call = providerCall(attempt, model)
    let isStreaming = plan.request.isStreaming
    let result = await race(against: attempt.deadline) {
      isStreaming ? await Self.open(provider, call) : await Self.send(provider, call)
    }
    switch result {
    case .inTime(.success(let result)), .late(.success(let result)): return result
    case .inTime(.failure(let failure)): return Task.isCancelled ? .cancelled : .failed(report(failure, provider))
    case .late(.failure): return Task.isCancelled ? .cancelled : .failed(.timeout)
    }
  }

  private typealias Called = Result<CallResult, ProviderFailure>

  private static func send(_ provider: any ModelProvider, _ call: ProviderCall) async -> Called {
    do throws(ProviderFailure) {
      return .success(.answered(try await provider.send(call)))
    } catch {
      return .failure(error)
    }
  }

  /// Opens a stream and waits for its first piece: what ends before it has not begun.
  private static func open(_ provider: any ModelProvider, _ call: ProviderCall) async -> Called {
    do throws(ProviderFailure) {
      let stream = try await provider.openStream(call)
      do throws(ProviderFailure) {
        guard let first = try await stream.next() else { throw .transport(.endedEarly) }
        return .success(.opened(stream, first))
      } catch {
        stream.cancel()
        throw error
      }
    } catch {
      return .failure(error)
    }
  }

  private func providerCall(_ attempt: Attempt, _ model: Model) -> ProviderCall {
    var payload = request.payload
    if let maximumTokens = attempt.maximumTokens { payload.maximumTokens = maximumTokens }
    let left = max(attempt.deadline.milliseconds(since: dispatcher.time.now), 0)
    return ProviderCall(
      model: model, kind: request.routing.kind, payload: payload, requestID: request.routing.id,
      timeout: Milliseconds(left) ?? 0)
  }

  /// What a failure means, with the provider's wish to be left alone in milliseconds (R-1060).
  func report(_ failure: ProviderFailure, _ provider: any ModelProvider) -> AttemptFailureReport {
    AttemptFailureReport(failure, provider.classify(failure), unixTime: dispatcher.time.unixTime)
  }

  /// Does something until it is done or a moment has come; then it is cancelled and waited for, and what it gave all the
  /// same is late.
  ///
  /// The work begins on the caller's thread. What is done without waiting needs no timer, and most of what waits is done
  /// long before its deadline; so the timer is set only once the work waits.
  func race<Value: Sendable>(
    against deadline: Moment, _ work: @escaping @Sendable () async -> Value
  ) async -> Timed<Value> {
    let progress = CallProgress()
    let time = dispatcher.time
    return await withTaskGroup(of: Value?.self) { group in
      group.addImmediateTask {
        let value = await work()
        progress.isDone.store(true, ordering: .releasing)
        return value
      }
      if !progress.isDone.load(ordering: .acquiring) {
        group.addTask {
          do throws(CancellationError) { try await time.sleep(until: deadline) } catch {}
          return nil
        }
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      if let first {
        await group.waitForAll()
        return .inTime(first)
      }
      // The timer gives nothing; the work always gives something.
      while let late = await group.next() {
        if let late { return .late(late) }
      }
      preconditionFailure("Work that was begun ends.")
    }
  }
}

/// What was done, and whether it was in time.
enum Timed<Value: Sendable>: Sendable {
  case inTime(Value)
  case late(Value)
}

/// Whether work that began on the caller's thread was done when it first gave that back.
private final class CallProgress: Sendable {
  let isDone = Atomic<Bool>(false)
}
