/// How a picture compares with the view that was learned.
struct ViewMatch: Hashable, Sendable {
  /// The part of the blocks with structure that agree where they are.
  var share: Float
  /// The mean correlation of these blocks where they are, at the best shift of a cell at most, and at the best of all.
  var agreement: Float, nearAgreement: Float, shiftedAgreement: Float
  /// That shift in cells.
  var right = 0, down = 0
  /// The blocks of the picture with any structure, as a part of those of the view.
  var presence: Float

  /// A block agrees from this correlation on.
  static let agreeing: Float = 0.45
  /// A view with fewer blocks of structure can be compared with nothing.
  static let fewestBlocks = 6

  /// Compares; nil if the view has too little structure.
  init?(_ picture: ViewStructure, with view: ViewStructure) {
    let structured = Self.structured(view)
    guard structured.count >= Self.fewestBlocks else { return nil }
    let usual = structured.map(\.gradient).sorted()[structured.count / 2]
    // Noise in the dark is no structure.
    let least = max(ViewStructure.leastGradient, 0.35 * usual)
    presence = Float(picture.gradients.count { $0 >= least }) / Float(structured.count)
    (share, agreement) = Self.compare(picture, view, structured, 0, 0)
    (nearAgreement, shiftedAgreement) = (agreement, agreement)
    guard agreement < 0.7 else { return }
    search(picture, view, structured, within: 1, 1)
    nearAgreement = shiftedAgreement
    // A camera that shakes a little agrees well enough, and searching costs time.
    guard nearAgreement < 0.65 else { return }
    search(picture, view, structured, within: 12, 4)
  }

  private mutating func search(
    _ picture: ViewStructure, _ view: ViewStructure, _ structured: [(block: Int, gradient: Float)],
    within columns: Int, _ rows: Int
  ) {
    for down in -rows...rows {
      for right in -columns...columns where (right, down) != (0, 0) {
        let shifted = Self.compare(picture, view, structured, right, down).agreement
        guard shifted > shiftedAgreement else { continue }
        (shiftedAgreement, self.right, self.down) = (shifted, right, down)
      }
    }
  }

  /// Where the view has structure, and how much.
  private static func structured(_ view: ViewStructure) -> [(block: Int, gradient: Float)] {
    view.gradients.enumerated().filter { $0.element >= ViewStructure.leastGradient }
      .map { ($0.offset, $0.element) }
  }

  /// The part of the blocks in which two pictures agree, without any shift.
  static func share(_ picture: ViewStructure, _ view: ViewStructure) -> Float {
    let structured = structured(view)
    guard structured.count >= fewestBlocks else { return 0 }
    return compare(picture, view, structured, 0, 0).share
  }

  private static func compare(
    _ picture: ViewStructure, _ view: ViewStructure, _ structured: [(block: Int, gradient: Float)],
    _ right: Int,
    _ down: Int
  ) -> (share: Float, agreement: Float) {
    let correlations = view.correlations(with: picture, right: right, down: down)
    var (count, all, sum): (Int, Int, Float) = (0, 0, 0)
    for (block, _) in structured {
      guard let correlation = correlations[block] else { continue }
      all += 1
      sum += max(0, correlation)
      if correlation >= agreeing { count += 1 }
    }
    return all >= fewestBlocks ? (Float(count) / Float(all), sum / Float(all)) : (0, 0)
  }

  /// The view is where it was.
  var isSame: Bool {
    !isShifted && (share >= 0.45 || nearAgreement >= 0.45)
  }
  /// Nothing of the view is to be seen, nor of another.
  var isGone: Bool { presence < 0.3 && share < 0.25 }
  /// Something else is to be seen.
  var isOther: Bool { !isGone && nearAgreement < 0.38 && share < 0.36 }
  /// The same is to be seen elsewhere.
  var isShifted: Bool {
    shiftedAgreement >= 0.45 && shiftedAgreement - nearAgreement >= 0.2 && (abs(right) >= 2 || abs(down) >= 2)
  }
}
