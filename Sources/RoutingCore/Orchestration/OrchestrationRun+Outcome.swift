extension OrchestrationRun {
  /// Runs the script to its end, or to where it needs results; nil there.
  mutating func outcome(latency: Milliseconds) -> OrchestrationOutcome? {
    let result: Result<OrchestrationSuccess, OrchestrationFailure>
    do throws(Interruption) {
      let mended = try mended(plan.mode.result(of: &self))
      result = .success(success(mended))
    } catch {
      switch error {
      case .callsOutstanding: return nil
      case .ended(let failure):
        result = .failure(OrchestrationFailure(phase: failure, message: failure.message(in: plan.mode)))
      }
    }
    return OrchestrationOutcome(result: result, cost: spent, latency: latency, calls: records, warnings: warnings)
  }

  /// A result whose artifact is as asked: where it was not, its author has mended it in one more call (O-402, O-403).
  private mutating func mended(_ result: ModeResult) throws(Interruption) -> ModeResult {
    let (author, plan) = (result.author, plan)
    guard let fault = plan.checked(author.answer).fault else { return result }
    var result = result
    do throws(Interruption) {
      result.author = try ask(.repair, of: .only(author.model)) { plan.repair(of: author, fault) }
    } catch {
      throw .ended(mismatch(fault, of: result, unless: try error.failure()))
    }
    if let fault = plan.checked(result.author.answer).fault { throw .ended(mismatch(fault, of: result, unless: nil)) }
    return result
  }

  /// The failure of a mismatch; whoever has cancelled is told nothing else.
  private func mismatch(
    _ fault: ArtifactFault, of result: ModeResult, unless failure: PhaseFailure?
  ) -> PhaseFailure {
    let response = result.response(result.author.answer, plan.checked(result.author.answer).text)
    if let failure, failure.cause == .stopped(.cancelled) { return failure }
    return PhaseFailure(.repair, .schemaMismatch(fault.violation), partialResult: response)
  }

  private func success(_ result: ModeResult) -> OrchestrationSuccess {
    let answer = result.author.answer
    let artifact = plan.checked(answer).text
    return OrchestrationSuccess(
      response: completed(result.response(answer, artifact), shortfall: result.shortfall), artifact: artifact,
      model: answer.model, provider: answer.provider, reason: result.reason, alias: answer.alias,
      shortfall: result.shortfall)
  }

  /// The composite object with what is not as usual (O-214); a provider's answer stays what it is (O-213).
  private func completed(_ response: JSONValue, shortfall: PhaseFailure?) -> JSONValue {
    guard plan.mode != .planning, var members = response.members else { return response }
    if let shortfall {
      members.append(JSONValue.Member(name: "partial", value: true))
      members.append(JSONValue.Member(name: "failed_phase", value: JSONValue(.string(shortfall.phase.name))))
    }
    if !warnings.isEmpty {
      let lines = warnings.map { JSONValue(.string($0.description)) }
      members.append(JSONValue.Member(name: "warnings", value: JSONValue(.array(lines))))
    }
    return JSONValue(.object(members))
  }
}
