import VigilCore
import VigilReport
import VigilStation
import VigilStore

/// Which model a camera has, what scores in its shadow, and what both would have raised.
struct ModelSection {
  var camera: WatchedCamera
  /// What was changed of the camera and is in force.
  var changes: [RuntimeChange]
  /// Nil without a shadow.
  var comparison: ShadowComparison?
  var text = PageText()

  /// Nothing while no model is known.
  var content: HTML? {
    guard let model = ModelView(of: camera, changes) else { return nil }
    let shadow = ModelView(inShadowOf: camera, changes)
    return """
      <section class="card" aria-labelledby="model-title">
      <h2 id="model-title">Model</h2>
      <p>Its events come from the scores of <bdi>\(model.name)</bdi>\(since(model))\(by(model, "adopted by")).</p>
      \(shadow.map { "<p><bdi>\($0.name)</bdi> scores in shadow\(since($0))\(by($0, "put there by")): it raises nothing.</p>" })
      \(shadow == nil ? nil : table)
      </section>
      """
  }

  private func since(_ model: ModelView) -> HTML? { model.since.map { ", since \(text.element($0))" } }

  private func by(_ model: ModelView, _ words: String) -> HTML? {
    model.by.map { ", \(words) <bdi>\($0)</bdi>" }
  }

  private var table: HTML {
    guard let found = comparison else { return "<p>Nothing to compare yet.</p>" }
    return """
      <p>In the past week both scored for \(TimeText.length(found.watched)). This is what each would have raised at its own thresholds; \
      times in which the camera's view was at fault are left out.</p>
      <table>
      <thead><tr><th scope="col">What is counted</th><th scope="col">In force</th><th scope="col">In shadow</th></tr></thead>
      <tbody>
      \(rows(found))
      </tbody>
      </table>
      \(found.doubts.map { "<p class=\"note\">\($0.capitalizedWord).</p>" as HTML })
      <p class="note"><code>vigil cameras adopt</code> makes the model in shadow the camera's model, <code>vigil cameras revert</code> \
      goes back, <code>vigil cameras shadow --stop</code> ends the shadow.</p>
      """
  }

  /// A row for each count: a table of two columns fits a small screen.
  private func rows(_ found: ShadowComparison) -> [HTML] {
    func row(_ title: String, _ value: (ShadowComparison.Side) -> String) -> HTML {
      """
      <tr><th scope="row">\(title)</th><td>\(value(found.present))</td><td>\(value(found.shadow))</td></tr>
      """
    }
    return [
      row("Alarms from") { "\($0.thresholds.alarm)" }, row("Reviews from") { "\($0.thresholds.review)" },
      row("Snippets") { "\($0.snippets)" }, row("Alarms") { "\($0.alarms)" },
      row("Reviews") { "\($0.reviews)" },
      row("Alarms for real events, and for what was missed") { "\($0.real) of \(found.real)" },
      row("Alarms for events labelled false") { "\($0.falseAlarms) of \(found.falseAlarms)" },
    ]
  }
}
