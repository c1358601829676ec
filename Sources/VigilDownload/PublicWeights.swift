public import Foundation

/// Weights that their authors have published, to be fetched from them by whoever accepts their terms.
///
/// Vigil carries no weights: the licences do not allow it. The authors publish no checksums either, so ``sha256``
/// is nil; what was downloaded is recorded, and a checksum of one's own can be given to ``Download``.
public struct PublicWeights: Hashable, Sendable {
  /// What to call them on a command line.
  public var name: String
  /// Where their authors keep them.
  public var address: URL
  /// The name of the licence.
  public var licence: String
  /// What the licence asks, in a few sentences that a user must accept before downloading.
  public var terms: String
  /// Whom to credit.
  public var authors: String
  /// The layout of the network that they fit; weights of one layout are of no use in another.
  public var architecture: String
  /// The size of the file in bytes, when the authors have published it.
  public var bytes: Int?
  /// The SHA-256 of the file in hexadecimal digits, when the authors have published it.
  public var sha256: String?

  /// The file's name at its address.
  public var fileName: String { address.lastPathComponent }

  /// The non-local I3D that the detectors' features are made with: 32 frames, every second one, in training.
  public static let i3dNonLocal32x2 = PublicWeights(
    name: "i3d-nonlocal-32x2",
    address: address("https://dl.fbaipublicfiles.com/video-nonlocal/i3d_nonlocal_32x2_IN_pretrain_400k.pkl"),
    licence: "CC-BY-NC 4.0",
    terms: """
      Creative Commons Attribution-NonCommercial 4.0: you may use, change and share these weights for \
      non-commercial purposes only, and must credit their authors. \
      The full text is at https://creativecommons.org/licenses/by-nc/4.0/legalcode
      """,
    authors: "Wang, Girshick, Gupta and He: Non-local Neural Networks (CVPR 2018)",
    architecture: "i3d-nonlocal-32x2")

  /// The non-local I3D of PySlowFast: 8 frames, every eighth one, in training. A different network.
  public static let i3dNonLocal8x8 = PublicWeights(
    name: "i3d-nonlocal-8x8",
    address: address(
      "https://dl.fbaipublicfiles.com/pyslowfast/model_zoo/kinetics400/I3D_NLN_8x8_R50.pkl"),
    licence: "Apache-2.0",
    terms: """
      Apache License 2.0, the licence of the repository that publishes these weights: you may use, change and \
      share them, also commercially, if you keep its notices; they come without any warranty. \
      The full text is at https://www.apache.org/licenses/LICENSE-2.0
      """,
    authors: "Fan, Li, Xiong, Lo and Feichtenhofer: PySlowFast (2020)",
    architecture: "i3d-nonlocal-8x8")

  /// The I3D of the same release without non-local blocks, which the public extractor of RTFM's features uses.
  public static let i3dBaseline32x2 = PublicWeights(
    name: "i3d-baseline-32x2",
    address: address("https://dl.fbaipublicfiles.com/video-nonlocal/i3d_baseline_32x2_IN_pretrain_400k.pkl"),
    licence: i3dNonLocal32x2.licence, terms: i3dNonLocal32x2.terms, authors: i3dNonLocal32x2.authors,
    architecture: "i3d-baseline-32x2")

  /// All of them, the default first.
  public static let all = [i3dNonLocal32x2, i3dNonLocal8x8, i3dBaseline32x2]

  /// The weights of that name, if there are any.
  public static func named(_ name: String) -> PublicWeights? {
    all.first { $0.name == name }
  }

  private static func address(_ text: String) -> URL {
    guard let url = URL(string: text) else { preconditionFailure("\(text) is no address") }
    return url
  }
}
