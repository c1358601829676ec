public import VigilCore

/// An error in making snippets from frames.
public struct PreprocessingError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A frame has no pixels.
    case emptyFrame
    /// A frame is so wide or so high that resizing it would need excessive memory.
    case frameTooElongated
    /// A text is not the name of a preset and crops.
    case unknownPreprocessing
    /// Features do not have ten crops.
    case notTenCropFeatures
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
