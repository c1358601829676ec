/// A page that needs nothing but itself: no script, and nothing loaded from anywhere.
package struct HTMLPage {
  /// What a browser calls the page.
  package var title: String
  /// Markup, escaped already.
  package var body: String

  /// Makes a page.
  package init(title: String, body: String) {
    self.title = title
    self.body = body
  }

  /// The page, which is well-formed XML too.
  ///
  /// The policy allows the page's own style sheet, by its hash, and pictures inside the page; should an
  /// escape ever be missing, a browser still runs and fetches nothing.
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
