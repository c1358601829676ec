import Foundation
import VigilCore
import VigilStore

/// What a mail says, in lines and as a page.
struct MailBody {
  /// The lines of the text.
  let plain: [String]
  /// The same in elements of a page.
  let page: [String]

  /// Some lines, of which the first is the title.
  init(_ lines: [String]) {
    plain = lines
    page = lines.enumerated().map { index, line in
      index == 0 ? "<p><strong>\(line.escapedForPage)</strong></p>" : "<p>\(line.escapedForPage)</p>"
    }
  }

  /// A summary of a time: what holds for all, what needs somebody, and a table of the cameras.
  init(_ summary: PeriodSummary, zone: TimeZone) {
    let text = PeriodText(summary, zone: zone)
    let facts = text.facts.joined(separator: "; ")
    let rest = summary.others > 0 ? "and \(NumberText.count(summary.others, "more camera"))" : nil
    var (lines, elements) = ([text.title, facts], MailBody([text.title, facts]).page)
    if !text.needs.isEmpty {
      lines += ["", "This needs somebody:"] + text.needs.map { "- \($0)" }
      elements += ["<p>This needs somebody:</p>", "<ul>"]
      elements += text.needs.map { "<li>\($0.escapedForPage)</li>" } + ["</ul>"]
    }
    if let heading = text.table.first {
      lines += [""] + TextTable.lines(text.table, numeric: PeriodText.numbers)
      elements += ["<table border=\"1\" cellpadding=\"4\" cellspacing=\"0\">", Self.row(heading, "th")]
      elements += text.table.dropFirst().map { Self.row($0, "td") } + ["</table>"]
    }
    if let rest {
      lines.append(rest)
      elements.append("<p>\(rest)</p>")
    }
    (plain, page) = (lines, elements)
  }

  private static func row(_ cells: [String], _ element: String) -> String {
    "<tr>" + cells.map { "<\(element)>\($0.escapedForPage)</\(element)>" }.joined() + "</tr>"
  }
}

extension String {
  /// As text of a page.
  var escapedForPage: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
