package import Foundation

/// The videos of which a snippet is read: all, or as many as there are snippets, from all over the list.
package struct VideoSpread: Hashable, Sendable {
  /// Those that are read.
  package let videos: [URL]
  /// What was left out, if any was.
  package let warning: String?

  /// Chooses videos.
  ///
  /// - Parameters:
  ///   - snippets: how many snippets of all of them together are read, at least 1.
  ///   - purpose: what is done with them, for the warning, such as `compared on`.
  ///   - option: what takes more snippets.
  package init(_ all: [URL], over snippets: Int, for purpose: String, option: String) {
    guard all.count > snippets else {
      (videos, warning) = (all, nil)
      return
    }
    videos = (0..<snippets).map { all[$0 * all.count / snippets] }
    warning = "\(snippets) of \(all.count) videos are \(purpose), one snippet each; \(option) takes more"
  }
}
