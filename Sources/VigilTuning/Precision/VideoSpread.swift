package import Foundation

/// The videos to read a snippet from: all, or as many as there are snippets, spread over the list.
package struct VideoSpread: Hashable, Sendable {
  /// The chosen videos.
  package let videos: [URL]
  /// A warning if some were left out.
  package let warning: String?

  /// Chooses videos.
  ///
  /// - Parameters:
  ///   - snippets: the total number of snippets to read, at least 1.
  ///   - purpose: what they are used for, such as `compared on`.
  ///   - option: the option that sets the number of snippets.
  package init(_ all: [URL], over snippets: Int, for purpose: String, option: String) {
    guard all.count > snippets else {
      (videos, warning) = (all, nil)
      return
    }
    videos = (0..<snippets).map { all[$0 * all.count / snippets] }
    warning = "\(snippets) of \(all.count) videos are \(purpose), one snippet each; raise \(option) for more"
  }
}
