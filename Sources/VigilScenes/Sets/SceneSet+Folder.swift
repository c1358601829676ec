public import Foundation
public import VigilCore

extension SceneSet {
  /// What became of the scenes of a set.
  public struct Outcome: Hashable, Sendable {
    /// Those that were rendered now, those that were there before, and those that are still to be rendered.
    public var rendered = 0, before = 0, left = 0

    /// Counts scenes.
    public init(rendered: Int = 0, before: Int = 0, left: Int = 0) {
      (self.rendered, self.before, self.left) = (rendered, before, left)
    }
  }

  /// Renders the scenes that a folder lacks and writes its manifest, `manifest.csv`, of those that are there then.
  ///
  /// - Parameters:
  ///   - settings: how videos are made, kept in the folder: one that was filled otherwise is refused.
  ///   - stop: begins no scene any more.
  ///   - render: renders and writes an item, of a number counted from 1; false if it was ended early, and then there is no file.
  /// - Throws: `CoreError`; what `render` throws.
  public func fill(
    _ folder: URL, _ settings: SceneSettings, stop: StopRequest,
    render: (_ item: Item, _ number: Int, _ file: URL) async throws -> Bool
  ) async throws -> Outcome {
    try settings.claim(folder)
    var (annotations, outcome) = ([SceneAnnotation](), Outcome())
    for (index, item) in items.enumerated() {
      let file = folder.appending(path: item.name)
      if FileManager.default.fileExists(atPath: file.path) {
        outcome.before += 1
      } else {
        guard !stop.isRequested, try await render(item, index + 1, file) else {
          outcome.left += 1
          continue
        }
        outcome.rendered += 1
      }
      annotations.append(SceneAnnotation(video: item.name, item.description))
    }
    try SceneAnnotation.write(annotations, to: folder.appending(path: "manifest.csv"))
    return outcome
  }
}
