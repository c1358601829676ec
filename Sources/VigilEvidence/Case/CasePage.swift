import Foundation

/// The page of a case: events, their files and score curves, in one file without scripts.
struct CasePage {
  private let events: [EvidenceManifest]
  private let tracks: [String: ScoreTrack]
  private let removed: Set<String>
  private let station: String
  private let date: Date

  init(_ draft: CaseDraft, key: StationKey, date: Date) {
    events = draft.chosen
    tracks = draft.tracks
    removed = Set(draft.removed)
    station = key.id
    self.date = date
  }

  /// The page. Names from outside are escaped wherever they stand.
  var html: String {
    var text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; media-src 'self' file:">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Case of station \(station)</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2025; }
      table { border-collapse: collapse; } td { padding: 0.1rem 1rem 0.1rem 0; vertical-align: top; }
      td:first-child { color: #5b6470; } svg { width: 100%; height: auto; } video { max-width: 100%; }
      code { overflow-wrap: anywhere; }
      </style>
      </head>
      <body>
      <h1>\(events.count == 1 ? "1 event" : "\(events.count) events")</h1>
      <p>Of the station <code>\(station)</code>, gathered at \(UTCTime.text(date)). Whether anything was changed since is not
      told by this page but by verification: see <a href="VERIFY.txt">VERIFY.txt</a>. Times are UTC.</p>

      """
    for manifest in events { text += section(manifest) }
    return text + "</body>\n</html>\n"
  }

  private func section(_ manifest: EvidenceManifest) -> String {
    guard let event = manifest.event else { return "" }
    var rows = [
      ("severity", event.severity + (event.state == "ended" ? "" : " (\(event.state))")),
      ("from", UTCTime.text(event.start)), ("to", UTCTime.text(event.end)),
      ("highest score", "\(CanonicalJSON.decimal(event.peakScore)) at \(UTCTime.text(event.peak))"),
      ("threshold", CanonicalJSON.decimal(event.threshold)),
      ("clock", clock(manifest.clock)),
      ("event", event.id.uuidString), ("manifest", SealedManifest.name(manifest.sequence)),
    ]
    if let model = manifest.model {
      // Of an interrupted event only the name is known.
      rows.append(
        ("model", model.crops > 0 ? "\(model.name), \(model.preset), \(model.crops) crops" : model.name))
    }
    if !event.reasons.isEmpty { rows.append(("reasons", event.reasons.joined(separator: "; "))) }
    let table = rows.map { "<tr><td>\($0.0)</td><td>\(Self.escaped($0.1))</td></tr>" }.joined(separator: "\n")
    var text = "<h2>\(Self.escaped(event.camera))</h2>\n<table>\n\(table)\n</table>\n"
    for file in manifest.files {
      if let track = tracks[file.name] { text += CaseCurve(track: track, event: event).svg }
    }
    for file in manifest.files { text += link(file) }
    return text
  }

  private func link(_ file: EvidenceManifest.File) -> String {
    let name = Self.escaped(EvidenceName.printable(file.name))
    guard !removed.contains(file.name) else { return "<p>\(name) (not there any more)</p>\n" }
    let address = Self.address(file.name)
    let shown =
      switch file.kind {
      case "clip": "<video controls preload=\"none\" src=\"\(address)\"></video><br>"
      case "picture": "<img alt=\"\" src=\"\(address)\"><br>"
      default: ""
      }
    return "<p>\(shown)<a href=\"\(address)\">\(name)</a></p>\n"
  }

  private func clock(_ clock: ClockReading) -> String {
    switch clock.isSynchronized {
    case true?:
      "synchronised by its own account"
        + (clock.maximumErrorSeconds.map { " to \(CanonicalJSON.decimal($0)) s" } ?? "")
    case false?: "NOT synchronised"
    case nil: "unknown whether synchronised"
    }
  }

  /// A relative address: everything but plain letters is encoded, and nothing can be taken for a scheme.
  private static func address(_ name: String) -> String {
    "./"
      + name.utf8.map { byte in
        let scalar = Unicode.Scalar(byte)
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "/": return String(scalar)
        default: return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
      }.joined()
  }

  /// Text for elements and attributes.
  static func escaped(_ text: String) -> String {
    EvidenceName.printable(text).unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }
}
