import HTTPTypes
import Hummingbird

/// A problem as a page, for people who use a browser.
enum ProblemPage {
  /// Whether a browser asks for a page, and not a program for an answer of the interface.
  static func isWanted(by request: Request) -> Bool {
    [.get, .head].contains(request.method) && !request.uri.path.hasPrefix("/api/")
      && request.headers[.accept]?.contains("text/html") == true
  }

  /// Whoever is not signed in gets the page to do so in place of what was asked for, and with it nowhere to be led elsewhere.
  static func response(_ problem: Problem) -> Response {
    let page =
      problem.status == .unauthorized
      ? signIn
      : Page(
        title: problem.status.reasonPhrase,
        content: """
          <section class="narrow">
          <h1>\(problem.status.reasonPhrase)</h1>
          <p>\(problem.detail.capitalizedSentence)</p>
          <p><a href="/">To the cameras</a></p>
          </section>
          """)
    return page.response(status: problem.status, headers: problem.headers)
  }

  private static let signIn = Page(
    title: "Sign in",
    content: """
      <section class="narrow">
      <h1>Sign in</h1>
      <form id="sign-in" method="post">
      <label for="name">Name</label>
      <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="128" required autofocus>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <p id="complaint" class="complaint" role="alert"></p>
      <button class="main">Sign in</button>
      </form>
      <noscript><p class="complaint">Signing in needs JavaScript, which is switched off in this browser.</p></noscript>
      </section>
      """, scripts: [.signIn])
}

extension String {
  /// With a capital letter and a full stop.
  var capitalizedSentence: String {
    guard let first else { return self }
    return first.uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
  }
}
