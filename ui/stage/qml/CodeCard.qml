import QtQuick
import QtQuick.Templates as T
import "../../qml"

// A code on paper. Dragged by its whole face; a double click or Return holds it up.
T.AbstractButton {
    id: card

    required property string name
    required property string title
    required property string picture
    required property string expected
    required property Hand hand
    readonly property bool held: hand.camera.picture === picture

    signal shown

    objectName: "code-" + name
    focusPolicy: Qt.TabFocus
    text: title
    opacity: held ? 0.45 : 1
    Accessible.role: Accessible.Button
    Accessible.name: title + ". " + expected
    Accessible.onPressAction: card.shown()
    Keys.onReturnPressed: card.shown()
    Keys.onEnterPressed: card.shown()
    onDoubleClicked: card.shown()

    background: Rectangle {
        radius: Look.radius
        color: Theme.card
        border.color: card.hovered ? Theme.ink : Theme.hairline
        border.width: card.hovered ? 1.5 : 1

        Ring {
            of: card
        }
    }

    contentItem: Item {
        Image {
            id: code

            anchors {
                left: parent.left
                top: parent.top
                bottom: parent.bottom
                margins: 4
            }
            width: height
            source: card.picture
            sourceSize.width: 512
            fillMode: Image.PreserveAspectFit
            mipmap: true
        }
        Column {
            anchors {
                left: code.right
                right: parent.right
                leftMargin: 6
                rightMargin: 8
                verticalCenter: parent.verticalCenter
            }
            spacing: 4

            Words {
                width: parent.width
                text: card.title
                font.weight: 600
                lineHeight: 1.05
                maximumLineCount: 3
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Words {
                width: parent.width
                text: card.expected
                color: Theme.soft
                font.pixelSize: Look.small
                lineHeight: 1.05
                Accessible.ignored: true
            }
        }
    }

    DragHandler {
        target: null
        onActiveChanged: active ? card.hand.pick(card.picture, card.title) : card.hand.drop()
        onCentroidChanged: if (active)
            card.hand.carry(centroid.scenePosition)
    }
    HoverHandler {
        cursorShape: Qt.OpenHandCursor
    }
}
