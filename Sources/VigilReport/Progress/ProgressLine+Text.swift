import VigilCore

extension ProgressLine {
  /// A part of the line; parts of lower rank are left out first.
  private struct Part {
    var text: String
    var rank: Int
  }

  /// The line for a terminal of a given width, at most `columns - 1` wide so that no terminal wraps it.
  func text(columns: Int, hasBlocks: Bool) -> String {
    let room = max(columns - 1, 0)
    var parts = self.parts
    func width(_ parts: [Part]) -> Int {
      parts.reduce(0) { $0 + TerminalText.width($1.text) } + 2 * max(parts.count - 1, 0)
    }
    while width(parts) > room, parts.count > 1,
      let least = parts.indices.min(by: { parts[$0].rank < parts[$1].rank })
    {
      parts.remove(at: least)
    }
    // The bar takes the remaining width.
    let bar = min(room - width(parts) - 2, 30)
    if let fraction, bar >= 8 {
      let place = parts.first?.rank == Self.labelRank ? 1 : 0
      parts.insert(Part(text: Self.bar(fraction, width: bar, hasBlocks: hasBlocks), rank: 0), at: place)
    }
    return TerminalText.cut(parts.map(\.text).joined(separator: "  "), to: room)
  }

  /// The line for a log: all parts, no bar.
  var plainText: String {
    parts.map { String($0.text.drop { $0 == " " }) }.joined(separator: ", ")
  }

  private static let labelRank = 3

  private var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(max(Double(done) / Double(total), 0), 1)
  }

  private var parts: [Part] {
    var parts: [Part] = []
    if !label.isEmpty { parts.append(Part(text: label, rank: Self.labelRank)) }
    if let total, let fraction {
      let all = NumberText.grouped(total)
      let some = NumberText.grouped(done)
      // Fixed widths keep numbers in place while they grow.
      parts.append(
        Part(text: String(repeating: " ", count: max(all.count - some.count, 0)) + "\(some)/\(all)", rank: 5))
      let percent = "\(Int(fraction * 100))"
      parts.append(Part(text: String(repeating: " ", count: 3 - percent.count) + percent + " %", rank: 6))
    } else {
      parts.append(Part(text: "\(NumberText.grouped(done)) \(unit)", rank: 6))
    }
    if let perSecond = rate.perSecond {
      parts.append(
        Part(text: "\(NumberText.fixed(perSecond, decimals: perSecond < 100 ? 1 : 0)) \(unit)/s", rank: 2))
      if let total, done < total, perSecond > 0 {
        parts.append(Part(text: TimeText.clock(Double(total - done) / perSecond) + " left", rank: 4))
      }
    }
    if let score {
      parts.append(Part(text: "score \(NumberText.fixed(Double(score), decimals: 2))", rank: 1))
    }
    return parts
  }

  /// A bar of eighth blocks, or of plain characters.
  private static func bar(_ fraction: Double, width: Int, hasBlocks: Bool) -> String {
    guard hasBlocks else {
      let full = Int(fraction * Double(width - 2))
      return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - 2 - full) + "]"
    }
    let eighths = Int(fraction * Double(width * 8))
    let part = eighths % 8
    let partial = part == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[part - 1])
    let filled = String(repeating: "█", count: eighths / 8) + partial
    return filled + String(repeating: "░", count: width - filled.count)
  }
}
