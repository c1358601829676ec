/// A self-contained page: no script, and nothing loaded from elsewhere.
package struct HTMLPage {
  /// The title shown by the browser.
  package var title: String
  /// Markup, already escaped.
  package var body: String

  /// Makes a page.
  package init(title: String, body: String) {
    self.title = title
    self.body = body
  }

  /// The page, which is also well-formed XML.
  ///
  /// The policy allows the page's own style sheet, by its hash, and pictures inside the page; even if an
  /// escape is missing somewhere, a browser runs and fetches nothing.
  package var html: String {
    let policy =
      "default-src 'none'; style-src 'sha256-\(ContentHash.base64(PageStyle.sheet))'; img-src data:; "
      + "base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="\(policy)"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <title>\(Markup.escaped(title))</title>
      <style>\(PageStyle.sheet)</style>
      </head>
      <body>
      <main>
      \(body)
      </main>
      </body>
      </html>

      """
  }
}
