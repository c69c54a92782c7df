import QtQuick
import QtQuick.Layouts
import ".."

// The composition of nearly every screen: words, a picture, a line below it, actions at hand.
// Portrait: one above the other, actions at the bottom. Landscape: the picture left, the rest right.
Item {
    id: page

    default property alias words: wordsColumn.data
    property alias picture: pictureBox.data
    property alias below: belowColumn.data
    property alias actions: actionsGrid.data
    // Width over height of the picture; 0: it takes what is left.
    property real pictureRatio: 0
    property real pictureShare: 0.52
    property int actionColumns: Theme.landscape ? 1 : 2

    readonly property real inner: width - 2 * Theme.margin
    readonly property real above: Theme.compact ? Theme.block : Theme.landscape ? Theme.margin : Theme.margin * 0.75
    readonly property real under: Theme.compact ? Theme.block : Theme.margin * 0.75
    readonly property bool pictured: pictureBox.children.length > 0
    readonly property real start: Theme.landscape && pictured ? Theme.margin + inner * pictureShare + Theme.margin : Theme.margin
    readonly property real rest: width - start - Theme.margin

    ColumnLayout {
        id: wordsColumn

        x: page.start
        y: page.above
        width: page.rest
        spacing: Theme.gap
    }

    Item {
        id: pictureBox

        readonly property real most: Theme.landscape ? page.height - page.above - page.under : actionsGrid.y - y - Theme.block - (belowColumn.implicitHeight > 0 ? belowColumn.implicitHeight + Theme.block : 0)
        readonly property real across: Theme.landscape ? page.inner * page.pictureShare : page.inner

        x: Theme.margin
        y: Theme.landscape ? page.above : wordsColumn.y + wordsColumn.implicitHeight + Theme.block
        width: page.pictureRatio > 0 ? Math.min(across, most * page.pictureRatio) : across
        height: page.pictureRatio > 0 ? width / page.pictureRatio : most
    }

    ColumnLayout {
        id: belowColumn

        x: page.start
        y: Theme.landscape || !page.pictured ? wordsColumn.y + wordsColumn.implicitHeight + Theme.block : pictureBox.y + pictureBox.height + Theme.block
        width: page.rest
        spacing: Theme.gap
    }

    GridLayout {
        id: actionsGrid

        x: page.start
        y: page.height - page.under - implicitHeight
        width: page.rest
        columns: page.actionColumns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
    }
}
