/// An artifact as it goes out, and what is wrong with it.
struct ArtifactCheck {
  /// The text in the format asked for (O-404).
  let text: String
  /// Where it breaks a schema first.
  let fault: ArtifactFault?

  /// The place and the words.
  var violation: SchemaViolation? { fault?.violation }
}

/// How an artifact breaks a schema.
struct ArtifactFault {
  let violation: SchemaViolation
  let schema: OutputSchema
}

extension OrchestrationPlan {
  /// Whether the artifact has a schema to keep to.
  var hasSchema: Bool { directive.outputSchema != nil || format.schema != nil }

  /// An answer's text, shaped and checked (O-402, O-404).
  ///
  /// Only the text of the artifact is ever checked, never the object around it; and where the model calls tools there
  /// is no text to check.
  func checked(_ answer: CallAnswer) -> ArtifactCheck {
    if let response = answer.response, AnswerText(of: response).callsTools {
      return ArtifactCheck(text: answer.text, fault: nil)
    }
    let shaped = format.isPlain ? nil : format.shaped(answer.text)
    let text = shaped?.text ?? answer.text
    if let violation = shaped?.violation, let schema = format.schema {
      return ArtifactCheck(text: text, fault: ArtifactFault(violation: violation, schema: schema))
    }
    let whole = shaped?.isCut == true ? answer.text : text
    guard let schema = directive.outputSchema, let violation = schema.violation(in: whole) else {
      return ArtifactCheck(text: text, fault: nil)
    }
    return ArtifactCheck(text: text, fault: ArtifactFault(violation: violation, schema: schema))
  }

  /// The question once more, the answer, and what is wrong with it (O-403).
  func repair(of author: PhaseAnswer, _ fault: ArtifactFault) -> CallPayload {
    var payload = author.prompt()
    payload.messages += fault.schema.repairMessages(for: author.answer.text, violation: fault.violation)
    return payload
  }
}
