internal import RoutingCore

/// Renames tools in both directions (R-111, H-147).
///
/// Definitions, choices and calls all keep the name in the member `name` of the member `function`.
extension ToolNameMap {
  /// A parameter of a request with the names that the model knows.
  func modelFacing(_ parameter: JSONValue, called name: String) -> JSONValue {
    guard !pairs.isEmpty else { return parameter }
    switch name {
    case "tools": return parameter.mapping(modelFacing)
    case "tool_choice":
      return modelFacing(parameter)
        .changing("allowed_tools") { $0.changing("tools") { $0.mapping(modelFacing) } }
    default: return parameter
    }
  }

  /// A definition or a call with the name that the model knows.
  func modelFacing(_ tool: JSONValue) -> JSONValue {
    pairs.isEmpty ? tool : ToolNameMap.renaming(tool, modelName(forClientName:))
  }

  /// A call that the model made, whole or the beginning of one, with the name that clients know.
  func clientFacing(_ call: JSONValue) -> JSONValue {
    pairs.isEmpty ? call : ToolNameMap.renaming(call, clientName(forModelName:))
  }

  private static func renaming(_ tool: JSONValue, _ rename: (String) -> String) -> JSONValue {
    tool.changing("function") { function in
      function.changing("name") { name in name.string.map { JSONValue(rename($0)) } ?? name }
    }
  }
}
