import Foundation
import VigilCore
import VigilStation
import VigilStore

/// The part of an event's page that says which parts of the picture made its highest score.
struct PartsSection {
  var event: StoredEvent
  /// Those of the snippet with the highest score.
  var crops: [EventCrop]
  /// The file of its picture.
  var picture: StoredFile?

  private var parts: [PicturePart] { PicturePart.all(of: crops) }

  /// Nothing where nothing is known.
  var content: HTML? {
    let parts = parts
    guard let first = parts.first else { return nil }
    return """
      <section class="card" aria-labelledby="parts-title">
      <h2 id="parts-title">Parts of the picture</h2>
      \(parts.count > 1 ? body(parts) : alone(first))
      </section>
      """
  }

  /// One part, of which the event's score says all.
  private func alone(_ part: PicturePart) -> HTML {
    part.name == "whole picture"
      ? "<p>The model scores the picture as a whole: its score does not say where in it something was.</p>"
      : "<p>The model scores one part of the picture only, its \(part.name): its score does not say where in it something was.</p>"
  }

  private func body(_ parts: [PicturePart]) -> HTML {
    let isLeftOut = parts.contains { $0.score == nil }
    let hasMirrorImages = parts.contains(where: \.hasMirrorImage)
    let left: HTML? =
      isLeftOut
      ? " Parts without a score were left out, since there was no time for them." : nil
    let mirrored: HTML? =
      hasMirrorImages
      ? " Each was scored as it is and mirrored; its score is the mean of both." : nil
    return """
      <p>The highest score, \(PageText.score(event.peakScore)), is the mean of the scores of these parts, each by itself.\(mirrored)\(left)</p>
      <div class="shares">
      \(picture.map { figure(parts, over: $0) })
      \(table(parts))
      </div>
      <p class="note">The parts overlap, and a part scores high for anything in it: this is no outline of what was seen.</p>
      """
  }

  private func table(_ parts: [PicturePart]) -> HTML {
    let highest = highest(parts)
    let rows: [HTML] = parts.map { part in
      let mark: HTML? = part == highest ? " <span class=\"note\">highest</span>" : nil
      guard let score = part.score, let difference = part.difference else {
        return
          "<tr><th scope=\"row\">\(part.name.capitalizedWord)</th><td class=\"number\">left out</td><td></td></tr>"
      }
      return
        "<tr><th scope=\"row\">\(part.name.capitalizedWord)\(mark)</th><td class=\"number\">\(Self.fine(score))</td><td class=\"number\">\(difference < 0 ? "−" : "+")\(Self.fine(abs(difference)))</td></tr>"
    }
    return """
      <table id="parts">
      <thead><tr><th scope="col">Part</th><th scope="col" class="number">Score</th><th scope="col" class="number">From the mean</th></tr></thead>
      <tbody>\(rows)</tbody>
      </table>
      """
  }

  /// To three decimals: parts are compared with each other.
  private static func fine(_ score: Float) -> String { NumberText.fixed(Double(score), decimals: 3) }

  /// The part with the highest score; nil if all have the same.
  private func highest(_ parts: [PicturePart]) -> PicturePart? {
    let scores = parts.compactMap(\.score)
    guard Set(scores).count > 1, let most = scores.max() else { return nil }
    return parts.first { $0.score == most }
  }

  // MARK: The picture

  private func figure(_ parts: [PicturePart], over picture: StoredFile) -> HTML {
    let highest = highest(parts)
    // White on black, so that it is seen on any picture.
    let outline: HTML? = highest.map { part in
      let box = Self.box(part.x, part.y, part.width, part.height)
      return "<rect class=\"edge\" \(box)/><rect class=\"highest\" \(box)/>"
    }
    let words =
      highest.map { ", the highest, \(Self.fine($0.score ?? 0)), outlined: \($0.name)" } ?? ", all the same"
    let caption: HTML =
      highest == nil
      ? "The redder, the higher the mean score of the parts that cover a place."
      : "The redder, the higher the mean score of the parts that cover a place. The part with the highest score is outlined."
    return """
      <figure><div class="layers"><img src="/api/v1/media/\(Int(picture.id))" alt="The picture with the highest score">\
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="The parts of the picture shaded by their scores\(words)">\
      \(cells(parts))\(outline)</svg></div>
      <figcaption class="note">\(caption)</figcaption></figure>
      """
  }

  /// The picture cut along the edges of all parts: where several overlap, none of them is to look darker than it is.
  private func cells(_ parts: [PicturePart]) -> [HTML] {
    let scored = parts.filter { $0.score != nil }
    func edges(_ all: [Double]) -> [Double] {
      all.sorted().reduce(into: []) { if $1 - ($0.last ?? -1) > 1e-9 { $0.append($1) } }
    }
    let columns = edges(scored.flatMap { [$0.x, $0.x + $0.width] })
    let rows = edges(scored.flatMap { [$0.y, $0.y + $0.height] })
    var cells: [HTML] = []
    for (top, bottom) in zip(rows, rows.dropFirst()) {
      for (left, right) in zip(columns, columns.dropFirst()) {
        let (x, y) = ((left + right) / 2, (top + bottom) / 2)
        let here = scored.filter {
          $0.x < x && x < $0.x + $0.width && $0.y < y && y < $0.y + $0.height
        }.compactMap(\.score)
        guard !here.isEmpty else { continue }
        let mean = Double(here.reduce(0, +)) / Double(here.count)
        // What is seen stays visible at the highest score. The square tells high scores apart, which those of an event are.
        let share = max(0, min(1, mean))
        let opacity = NumberText.fixed(0.7 * share * share, decimals: 3)
        cells.append(
          "<rect \(Self.box(left, top, right - left, bottom - top)) fill-opacity=\"\(opacity)\"/>")
      }
    }
    return cells
  }

  /// A rectangle in thousandths of the picture.
  private static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> HTML {
    func number(_ value: Double) -> String { NumberText.fixed(value * 1000, decimals: 1) }
    return
      "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
  }
}
