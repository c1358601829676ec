public import VigilCore

/// Resizes the frames of one source, keeping the resize's tables for as long as the frame size stays.
public struct FramePreparer: Sendable {
  /// How frames are prepared.
  public let recipe: ClipRecipe
  private var plan: ResizePlan?

  /// Makes a preparer without tables; the first frame brings its size.
  public init(recipe: ClipRecipe) {
    self.recipe = recipe
  }

  /// Resizes a frame by the recipe.
  ///
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` for an aspect ratio that no camera has.
  public mutating func prepare(_ frame: Frame) throws(PreprocessingError) -> PreparedFrame {
    if let plan, plan.inputWidth == frame.width, plan.inputHeight == frame.height {
      return plan.prepare(frame)
    }
    let plan = try ResizePlan(recipe: recipe, inputWidth: frame.width, inputHeight: frame.height)
    self.plan = plan
    return plan.prepare(frame)
  }
}

extension ClipRecipe {
  /// Resizes one frame; a `FramePreparer` is cheaper for many frames of one size.
  ///
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` for an aspect ratio that no camera has.
  public func prepare(_ frame: Frame) throws(PreprocessingError) -> PreparedFrame {
    try ResizePlan(recipe: self, inputWidth: frame.width, inputHeight: frame.height).prepare(frame)
  }

  /// The bytes that a prepared frame holds, for frames of a size.
  ///
  /// - Throws: `frameTooElongated` for an aspect ratio that no camera has.
  public func preparedBytes(width: Int, height: Int) throws(PreprocessingError) -> Int {
    try ResizePlan(recipe: self, inputWidth: width, inputHeight: height).preparedBytes
  }
}
