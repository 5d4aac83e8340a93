extension Comparison {
  /// The comparison as a JUnit document, a test case a row, which most systems for continuous integration show.
  package var junit: String {
    let skipped = rows.count { $0.verdict == .yardstick || $0.verdict == .added }
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    lines.append(
      "<testsuite name=\"routing-bench compare\" tests=\"\(rows.count)\" failures=\"\(regressions)\" "
        + "errors=\"0\" skipped=\"\(skipped)\">")
    for row in rows {
      let name = Comparison.escapedForXML("\(row.key)")
      let verdict = Comparison.escapedForXML(Comparison.words(row.verdict))
      let details = Comparison.escapedForXML(
        zip(Comparison.columns, Comparison.cells(of: row)).map { "\($0): \($1)" }.joined(separator: "\n"))
      lines.append("  <testcase classname=\"routing-bench\" name=\"\(name)\">")
      if row.isRegression {
        lines.append("    <failure message=\"\(verdict)\">\(details)</failure>")
      } else {
        if row.verdict == .yardstick || row.verdict == .added {
          lines.append("    <skipped message=\"\(verdict)\"/>")
        }
        lines.append("    <system-out>\(details)</system-out>")
      }
      lines.append("  </testcase>")
    }
    return (lines + ["</testsuite>"]).joined(separator: "\n") + "\n"
  }

  private static func escapedForXML(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // XML 1.0 has no way at all to write most control characters and the two noncharacters.
      case _ where scalar.value < 0x20 && scalar != "\n": escaped += "?"
      case "\u{FFFE}", "\u{FFFF}": escaped += "?"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
