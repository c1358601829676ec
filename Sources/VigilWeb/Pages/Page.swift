import HTTPTypes
import Hummingbird
import NIOCore

/// A page for people: what is around its content.
struct Page {
  /// Which of the pages that all others lead to it is.
  enum Place: String, CaseIterable {
    case cameras = "/"
    case events = "/events"
    case system = "/system"

    var title: String {
      switch self {
      case .cameras: "Cameras"
      case .events: "Events"
      case .system: "System"
      }
    }
  }

  /// What the browser calls it.
  var title: String
  /// Where it belongs; nil for pages without a way elsewhere, such as that on which people sign in.
  var place: Place?
  /// Who is signed in; nil for nobody.
  var user: String?
  /// What it shows.
  var content: HTML
  /// The scripts that it runs.
  var scripts: [PageFile] = []

  /// Allows what the station itself answers and nothing else: no script or style within the page, whatever gets into it. Video that a
  /// script feeds to a player has an address of its own kind, which leads nowhere but into the page.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; connect-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    + "require-trusted-types-for 'script'; trusted-types 'none'"

  func response(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var response = Response(
      status: status,
      headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html.text)))
    for field in headers { response.headers[field.name] = field.value }
    return response
  }

  var html: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title) · Vigil</title>
    <link rel="icon" href="\(PageFile.icon.path)" type="image/svg+xml">
    <link rel="stylesheet" href="\(PageFile.style.path)">
    \(scripts.map { "<script type=\"module\" src=\"\($0.path)\"></script>" })
    </head>
    <body>
    \(head)
    <main id="main">
    \(content)
    </main>
    </body>
    </html>

    """
  }

  private var head: HTML {
    guard place != nil || user != nil else {
      return "<header class=\"bar\"><p class=\"brand\">Vigil</p></header>"
    }
    return """
      <a class="skip" href="#main">Skip to the content</a>
      <header class="bar">
      <p class="brand">Vigil</p>
      <nav aria-label="Pages">\(Place.allCases.map(link))</nav>
      \(user.map { "<p class=\"who\">\($0)</p><button type=\"button\" id=\"sign-out\">Sign out</button>" })
      </header>
      """
  }

  private func link(_ other: Place) -> HTML {
    other == place
      ? "<a href=\"\(other.rawValue)\" aria-current=\"page\">\(other.title)</a>"
      : "<a href=\"\(other.rawValue)\">\(other.title)</a>"
  }
}

extension Page {
  /// A page for whoever visits.
  init(_ title: String, _ place: Place, for viewer: Viewer, content: HTML, scripts: [PageFile] = []) {
    // Who needs no password cannot sign out.
    let user = viewer.session == nil ? nil : viewer.name
    self.init(
      title: title, place: place, user: user, content: content,
      scripts: scripts.isEmpty ? [.page] : scripts)
  }
}
