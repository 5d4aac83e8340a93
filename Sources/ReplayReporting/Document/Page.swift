/// An HTML page, written element by element; it is well-formed XML, too.
struct Page {
  private var body = ""

  /// Adds markup as it is; whoever made it has escaped it.
  mutating func add(_ markup: String) {
    body += markup
  }

  /// Adds an element around what a closure adds.
  mutating func element(_ name: String, _ attributes: String = "", _ content: (inout Page) -> Void) {
    body += "<\(name)\(attributes.isEmpty ? "" : " " + attributes)>"
    content(&self)
    body += "</\(name)>"
    // A line end within a sentence would be a space.
    if !["strong", "code"].contains(name) { body += "\n" }
  }

  /// Adds an element with a text that may hold anything.
  mutating func element(_ name: String, _ attributes: String = "", text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// Adds a text that may hold anything; a percent sign stays on the line of its number.
  mutating func text(_ text: String) {
    body += MarkupText.escaped(text.replacing(" %", with: "\u{A0}%"))
  }

  /// Adds a name that somebody else chose; its direction does not turn that of the words beside it.
  mutating func name(_ name: String) {
    body += "<bdi>\(MarkupText.escaped(name))</bdi>"
  }

  /// Adds the caption of a table, which stays in sight when the table is moved to the side.
  mutating func caption(_ text: String) {
    element("caption") { $0.element("span", text: text) }
  }

  /// Adds a drawing with its heading and what is to be said below it.
  mutating func figure(_ heading: String, _ drawing: String, caption: String) {
    element("figure") { page in
      page.element("h3") { $0.name(heading) }
      page.add(drawing)
      page.element("figcaption", text: caption)
    }
  }

  /// The whole page.
  func document(title: String, style: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>\(MarkupText.escaped(title))</title>
    <style>
    \(style)</style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }
}
