import Foundation
import VigilStore

/// Buttons and a form that ask the station for a change; a script listens to them, and until then they are disabled.
enum SnoozeForm {
  /// A button that asks for one thing.
  static func button(_ words: String, _ method: String, _ path: String, body: String = "", of what: String)
    -> HTML
  {
    """
    <button type="button" disabled data-method="\(method)" data-path="\(path)" data-body="\(body)" \
    aria-label="\(words) \(what)">\(words)</button>
    """
  }

  /// A form that silences something for some minutes.
  ///
  /// - Parameters:
  ///   - label: What the form is for, for those who do not see it.
  ///   - paths: What can be silenced, by the path that does so; the first is chosen.
  static func form(_ label: String, _ paths: [(path: String, words: String)]) -> HTML {
    let choice: HTML? =
      paths.count < 2
      ? nil
      : "<label>What <select name=\"path\">\(paths.map { "<option value=\"\($0.path)\">\($0.words)</option>" })</select></label>"
    return """
      <form class="filters" data-snooze="\(paths.first?.path ?? "")" aria-label="\(label)">
      \(choice)
      <label>Minutes <input type="number" name="minutes" required min="1" max="43200" step="1" value="60"></label>
      <button disabled>Snooze</button>
      </form>
      """
  }

  /// Who did something, when, and until when it holds.
  static func words(_ change: RuntimeChange, _ text: PageText) -> HTML {
    let until: HTML? = change.until.map { ", until \(text.element($0))" }
    return "by <bdi>\(change.by)</bdi>, \(text.element(change.at))\(until)"
  }
}
