import Foundation

/// The score of a snippet at double precision, from what a detector gives before its sigmoid.
///
/// From a logit of 17 on the sigmoid is exactly 1 in 32 bits, and snippets whose order the detector knows become ties that every
/// ranking measure counts half. At double precision that begins at 37.
public enum ExactScore {
  /// The mean over crops of the sigmoids of their logits, as published.
  ///
  /// - Precondition: there is at least one logit.
  public static func score(ofLogits logits: some Collection<Float>) -> Double {
    precondition(!logits.isEmpty, "a snippet has at least one crop")
    return logits.reduce(0) { $0 + 1 / (1 + exp(-Double($1))) } / Double(logits.count)
  }
}
