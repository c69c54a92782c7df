import QtQuick
import QtQuick.Layouts
import ".."

// The composition of nearly every screen: words, a picture, a line below it, actions at hand.
// Portrait: one above the other. Landscape: picture left, words right, actions in one row under both.
Item {
    id: page

    default property alias words: wordsColumn.data
    property alias picture: pictureBox.data
    property alias below: belowColumn.data
    property alias actions: actionsGrid.data
    property bool pictured: pictureBox.children.length > 0
    // Width over height of the picture; 0: it takes what is left.
    property real pictureRatio: 0
    property real pictureShare: 0.52
    // One that may be cut off above and below keeps its width where the height is short.
    property bool pictureCrops: false

    // Columns an action takes that stands alone in its row.
    readonly property int wholeRow: Theme.landscape ? 1 : 2
    readonly property real inner: width - 2 * Theme.margin
    readonly property real edge: Theme.compact ? Theme.block : Theme.margin * 0.75
    readonly property real across: Theme.landscape ? inner * pictureShare : inner
    readonly property real aside: Theme.landscape && pictured ? pictureBox.width + Theme.margin : 0

    ColumnLayout {
        id: wordsColumn

        x: Theme.margin + page.aside
        y: page.edge
        width: page.inner - page.aside
        spacing: Theme.gap
    }

    Item {
        id: pictureBox

        readonly property real foot: Theme.landscape || belowColumn.implicitHeight === 0 ? 0 : belowColumn.implicitHeight + Theme.block
        readonly property real most: actionsGrid.y - y - Theme.block - foot

        x: Theme.margin
        y: Theme.landscape ? page.edge : wordsColumn.y + wordsColumn.implicitHeight + Theme.block
        width: page.pictureRatio > 0 && !page.pictureCrops ? Math.min(page.across, most * page.pictureRatio) : page.across
        height: page.pictureRatio > 0 ? Math.min(most, width / page.pictureRatio) : most
        visible: page.pictured
    }

    ColumnLayout {
        id: belowColumn

        x: wordsColumn.x
        y: Theme.block + (Theme.landscape || !page.pictured ? wordsColumn.y + wordsColumn.implicitHeight : pictureBox.y + pictureBox.height)
        width: wordsColumn.width
        spacing: Theme.gap
    }

    GridLayout {
        id: actionsGrid

        x: Theme.margin
        y: page.height - page.edge - implicitHeight
        width: page.inner
        columns: Theme.landscape ? 4 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
    }
}
