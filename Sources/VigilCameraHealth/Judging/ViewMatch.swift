/// How a picture compares with the view that was learned.
struct ViewMatch: Hashable, Sendable {
  /// The part of the blocks with structure that agree where they are.
  var share: Float
  /// The part that agrees at the best small shift.
  var shiftedShare: Float
  /// That shift in cells.
  var right = 0, down = 0
  /// The blocks of the picture with any structure, as a part of those of the view.
  var presence: Float

  /// A block agrees from this correlation on.
  static let agreement: Float = 0.45
  /// A view with fewer blocks of structure can be compared with nothing.
  static let fewestBlocks = 6

  /// Compares; nil if the view has too little structure.
  init?(_ picture: ViewStructure, with view: ViewStructure) {
    let structured = Self.structured(view)
    guard structured.count >= Self.fewestBlocks else { return nil }
    let gradients = picture.gradients
    presence = Float(gradients.count { $0 >= ViewStructure.leastGradient }) / Float(structured.count)
    share = Self.share(picture, view, structured, 0, 0)
    shiftedShare = share
    guard share < 0.5 else { return }
    for down in -3...3 {
      for right in -5...5 where (right, down) != (0, 0) {
        let shifted = Self.share(picture, view, structured, right, down)
        guard shifted > shiftedShare else { continue }
        (shiftedShare, self.right, self.down) = (shifted, right, down)
      }
    }
  }

  /// Where the view has structure.
  static func structured(_ view: ViewStructure) -> [Int] {
    view.gradients.enumerated().filter { $0.element >= ViewStructure.leastGradient }.map(\.offset)
  }

  /// The part of the blocks in which two pictures agree, without any shift.
  static func share(_ picture: ViewStructure, _ view: ViewStructure) -> Float {
    let structured = structured(view)
    guard structured.count >= fewestBlocks else { return 0 }
    return share(picture, view, structured, 0, 0)
  }

  private static func share(
    _ picture: ViewStructure, _ view: ViewStructure, _ structured: [Int], _ right: Int, _ down: Int
  ) -> Float {
    let correlations = view.correlations(with: picture, right: right, down: down)
    var (agreeing, all) = (0, 0)
    for block in structured {
      guard let correlation = correlations[block] else { continue }
      all += 1
      if correlation >= agreement { agreeing += 1 }
    }
    return all >= fewestBlocks ? Float(agreeing) / Float(all) : 0
  }

  /// The view is where it was.
  var isSame: Bool { share >= 0.45 || (shiftedShare >= 0.5 && abs(right) <= 1 && abs(down) <= 1) }
  /// Nothing of the view is to be seen, nor of another.
  var isGone: Bool { presence < 0.3 && share < 0.25 }
  /// Something else is to be seen.
  var isOther: Bool { !isGone && shiftedShare < 0.3 }
  /// The same is to be seen elsewhere.
  var isShifted: Bool { share < 0.4 && shiftedShare >= 0.55 && (abs(right) >= 2 || abs(down) >= 2) }
}
