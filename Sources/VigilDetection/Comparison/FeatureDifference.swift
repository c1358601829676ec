/// A reason why two arrays of features differ.
public enum FeatureDifference: Hashable, Sendable, Codable {
  /// One of the two arrays.
  public enum Side: String, Hashable, Sendable, Codable { case first, second }

  /// Every value is the same.
  case identical
  /// Rounding: another processor, engine or summation order.
  case numericNoise
  /// The arrays cannot be compared: their shapes mean different things.
  case shapes(first: [Int], second: [Int])
  /// Some values are non-finite; these snippets are left out.
  case notFinite(first: Int, second: Int)
  /// One array has one more snippet at its end: a padded last snippet that the other one dropped.
  case lastSnippetDropped(by: Side)
  /// The number of snippets differs by more than a padded one.
  case lengths(first: Int, second: Int)
  /// Snippet `i` of the second array is snippet `i + snippets` of the first.
  case shifted(snippets: Int)
  /// Only the last snippet differs: it is partial, and was padded in another way.
  case lastSnippetPadding
  /// Crop `i` of the first array is crop `order[i]` of the second.
  case cropOrder([Int])
  /// The first array is the second times a constant.
  case constantScale(Float)
  /// One array's features have the same L2 norm for every snippet and crop.
  case unitVectors(Side)
  /// Scaled by one factor per crop and batch of a number of snippets, as L2 normalisation over batches does;
  /// of which array, if its norms tell.
  case batchScale(snippets: Int, normalized: Side?)
  /// The directions agree, but the norms differ without a pattern.
  case varyingScale(minimum: Float, maximum: Float)
  /// Some snippets agree and others do not, with the index of the first.
  case someSnippets(count: Int, firstSnippet: Int)
  /// The directions differ a little everywhere: an 8-bit network, another decoder or resize.
  case precisionOrPreprocessing
  /// The directions differ everywhere: other weights, or another network.
  case weights

  /// One line that says what it means and what to do about it.
  public var explanation: String {
    switch self {
    case .identical: "every value is the same"
    case .numericNoise:
      "rounding only: another processor, engine or order of summation; safe to use together"
    case .shapes(let first, let second):
      "the shapes \(first) and \(second) do not match in crops or feature size: "
        + "extract with the same crop count and network"
    case .notFinite(let first, let second):
      "non-finite values in \(first) snippets of the first and \(second) of the second: "
        + "extract them again; the other snippets are compared"
    case .lastSnippetDropped(let side):
      "the \(side.rawValue) array lacks the last snippet: its extraction drops a partial one that the other pads"
    case .lengths(let first, let second):
      "\(first) and \(second) snippets: different frames were decoded, or snippets have another length or stride"
    case .shifted(let snippets):
      "snippet 0 of the \(snippets > 0 ? "second" : "first") array is snippet \(abs(snippets)) of the other: "
        + "one of them skipped the start of the video"
    case .lastSnippetPadding:
      "only the last snippet differs: its missing frames were padded in another way"
    case .cropOrder(let order):
      "the crops are in another order: crop 0, 1, ... of the first array is crop "
        + order.map(String.init).joined(separator: ", ") + " of the second"
    case .constantScale(let factor):
      "the first array is \(factor) times the second: one of them was scaled"
    case .unitVectors(let side):
      "the \(side.rawValue) array is L2-normalised for every snippet and crop, the other is not"
    case .batchScale(let snippets, let side):
      (side.map { "the \($0.rawValue) array is L2-normalised" } ?? "one array is scaled")
        + " by crop over batches of \(snippets) snippets; magnitudes do not compare across batches"
    case .varyingScale(let minimum, let maximum):
      "the directions agree but the norms differ by factors of \(minimum) to \(maximum) without a pattern"
    case .someSnippets(let count, let firstSnippet):
      "\(count) snippets differ, the first is \(firstSnippet): frames were lost or decoded differently there"
    case .precisionOrPreprocessing:
      "small differences everywhere: an 8-bit network, another decoder, or another resize"
    case .weights:
      "different everywhere: other weights, another network, or entirely different preprocessing"
    }
  }
}
